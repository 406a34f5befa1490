"""What scikit-learn asks of an estimator that transforms and clusters, without its base classes.

`Estimator` answers for scikit-learn's `clone`, pipelines, searches, metadata routing and output
containers, and for notebooks (https://scikit-learn.org/stable/developers/develop.html). It does not
inherit from scikit-learn's `BaseEstimator`, because scikit-learn need not be installed and takes
about a second to import. The methods that need scikit-learn import it when they are called, and
hardly anybody but scikit-learn calls them. Who needs ``isinstance`` to be true makes a class that
inherits from both: ``class Model(KMeans, ClusterMixin, TransformerMixin, BaseEstimator)``.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from quantizer import errors
from quantizer.errors import SettingsError
from quantizer.kmeans.feature_names import check_input_features
from quantizer.kmeans.output_container import check_container, in_container
from quantizer.kmeans.scikit_learn_errors import known_to_scikit_learn

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.feature_names import Names

_UNCHANGED = "$UNCHANGED$"
"""scikit-learn's sign for a metadata request that stays as it is."""


class Estimator:
    """Parameters, representations, tags and metadata requests of an estimator.

    A subclass names its parameters in ``__init__`` and stores each under its name. Its `fit` makes
    ``cluster_centers_``, and its `transform` has a column for each of them.
    """

    cluster_centers_: Floats
    n_features_in_: int
    feature_names_in_: Names

    _estimator_type = "clusterer"
    """Read by scikit-learn before 1.6 and by other libraries."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002 - by convention
        """Return the parameters by name, sorted; `deep` makes no difference."""
        return {name: getattr(self, name) for name in sorted(_defaults(type(self)))}

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name and return the estimator itself.

        Raises
        ------
        SettingsError
            A ValueError: there is no parameter of that name.
        """
        names = sorted(_defaults(type(self)))
        for name, value in params.items():
            if name not in names:
                raise SettingsError(
                    f"Invalid parameter {name!r} for estimator {self!r}. "
                    f"Valid parameters are: {names!r}."
                )
            setattr(self, name, value)
        return self

    def set_output(self, *, transform: str | None = None) -> Self:
        """Choose what `transform` and `fit_transform` return.

        Parameters
        ----------
        transform
            ``"default"`` for an ndarray, ``"pandas"`` or ``"polars"`` for a data frame with the
            names of `get_feature_names_out`; None leaves the choice as it is.

        Returns
        -------
        Estimator
            The estimator itself.

        Raises
        ------
        SettingsError
            A ValueError: another container.
        """
        if transform is not None:
            check_container(transform)
            self._sklearn_output_config = {"transform": transform}  # the name that `clone` copies
        return self

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> Names:
        """Return the names of the columns of `transform`: the class's name and a number.

        Parameters
        ----------
        input_features
            Names of the features, which are not used; or None.

        Raises
        ------
        DataError
            A ValueError: `input_features` are not the features that `fit` saw.
        """
        self._check_is_fitted()
        if input_features is not None:
            check_input_features(input_features, self)
        prefix = type(self).__name__.lower()
        return np.array([f"{prefix}{index}" for index in range(len(self.cluster_centers_))], object)

    def set_fit_request(self, *, sample_weight: bool | str | None = _UNCHANGED) -> Self:
        """Say whether scikit-learn's meta-estimators pass `sample_weight` to `fit`.

        Parameters
        ----------
        sample_weight
            True to pass it, False not to, None to raise an error if it is given, or the name
            under which it is given.

        Returns
        -------
        Estimator
            The estimator itself.

        Raises
        ------
        RuntimeError
            If ``sklearn.set_config(enable_metadata_routing=True)`` was not called before.
        """
        return self._request("fit", sample_weight)

    def set_score_request(self, *, sample_weight: bool | str | None = _UNCHANGED) -> Self:
        """Say whether meta-estimators pass `sample_weight` to `score`; see `set_fit_request`."""
        return self._request("score", sample_weight)

    def get_metadata_routing(self) -> Any:
        """Return scikit-learn's ``MetadataRequest`` of the estimator."""
        from sklearn.utils import metadata_routing  # noqa: PLC0415

        if hasattr(self, "_metadata_request"):
            return metadata_routing.get_routing_for_object(self._metadata_request)
        requests = metadata_routing.MetadataRequest(owner=self)
        for method in (requests.fit, requests.score):
            method.add_request(param="sample_weight", alias=None)
        return requests

    def _request(self, method: str, alias: bool | str | None) -> Self:
        from sklearn import get_config  # noqa: PLC0415

        if not get_config()["enable_metadata_routing"]:
            raise RuntimeError(
                "This method is only available when metadata routing is enabled. You can enable "
                "it using sklearn.set_config(enable_metadata_routing=True)."
            )
        requests = self.get_metadata_routing()
        if alias != _UNCHANGED:
            getattr(requests, method).add_request(param="sample_weight", alias=alias)
        self._metadata_request = requests  # the name that `clone` copies
        return self

    def __sklearn_tags__(self) -> Any:
        """Return scikit-learn's tags of the estimator; only scikit-learn calls this."""
        from sklearn.utils import Tags, TargetTags, TransformerTags  # noqa: PLC0415

        return Tags(
            estimator_type=self._estimator_type,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(preserves_dtype=["float64", "float32"]),
        )

    def __repr__(self) -> str:
        changed = [
            f"{name}={getattr(self, name)!r}"
            for name, default in _defaults(type(self)).items()
            if repr(getattr(self, name)) != repr(default)
        ]
        return f"{type(self).__name__}({', '.join(changed)})"

    def _repr_html_(self) -> str | None:
        """Return what notebooks show: scikit-learn's diagram, or text where it is not installed."""
        try:
            from sklearn import get_config  # noqa: PLC0415
            from sklearn.utils import estimator_html_repr  # noqa: PLC0415
        except ImportError:
            import html  # noqa: PLC0415 - rarely needed

            return f"<pre>{html.escape(repr(self))}</pre>"
        if get_config()["display"] != "diagram":
            return None
        diagram: str = estimator_html_repr(self)
        return diagram

    def __sklearn_is_fitted__(self) -> bool:
        """Return whether `fit` has found centroids."""
        return hasattr(self, "cluster_centers_")

    def _check_is_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise known_to_scikit_learn(errors.NotFittedError)(
                f"This {type(self).__name__} instance is not fitted yet. Call 'fit' with "
                "appropriate arguments before using this estimator."
            )

    def _in_container(self, values: NDArray[Any], X: object) -> Any:  # noqa: N803
        """Return the values of `transform` in the container that was chosen."""
        chosen = getattr(self, "_sklearn_output_config", {}).get("transform")
        if chosen is None and "sklearn" in sys.modules:
            from sklearn import get_config  # noqa: PLC0415

            chosen = get_config()["transform_output"]
        if chosen is None or chosen == "default":
            return values
        return in_container(chosen, values, X, self.get_feature_names_out())


def _defaults(kind: type) -> dict[str, object]:
    """Return the parameters of an estimator's class with their defaults.

    If its ``__init__`` passes keywords on (``**kwargs``), the parameters of the class that it
    inherits from belong to it, too.
    """
    defaults: dict[str, object] = {}
    for parent in kind.__mro__:
        constructor = vars(parent).get("__init__")
        if constructor is None:
            continue
        parameters = list(inspect.signature(constructor).parameters.values())[1:]
        for parameter in parameters:
            if parameter.kind not in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}:
                defaults.setdefault(parameter.name, parameter.default)
        if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
            break
    return defaults
