"""The report on groups as an object for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quantizer.grouping.features import FEATURES

if TYPE_CHECKING:
    from quantizer.grouping.group import Group
    from quantizer.grouping.labels import GroupAgreement
    from quantizer.grouping.result import GroupingResult


def report_object(result: GroupingResult) -> dict[str, Any]:
    """Return a report as an object for JSON.

    Silhouettes are -1 to 1, shares 0 to 1; distances are in units of the features' spread.
    ``tried`` has the mean silhouette by number of groups if that number was to be found, else null.
    """
    grouping = result.grouping
    tried = [{"groups": k, "silhouette": round(x, 4)} for k, x in grouping.tried.items()]
    return {
        "folder": result.folder,
        "features": {name: FEATURES[name].about for name in result.features},
        "images": len(grouping.images),
        "silhouette": round(grouping.silhouette, 4),
        "tried": tried or None,
        "groups": [_group(result, group) for group in grouping.groups],
        "unreadable": [{"file": one.file.name, "error": one.reason} for one in result.unreadable],
        "agreement": None if result.agreement is None else _agreement(result.agreement),
    }


def _group(result: GroupingResult, group: Group) -> dict[str, Any]:
    agreement = result.agreement
    dominant = None if agreement is None else agreement.dominant(group.number - 1)
    return {
        "number": group.number,
        "name": group.name,
        "size": len(group.members),
        "silhouette": round(group.silhouette, 4),
        "is_outlier": group.is_outlier,
        "dominant_label": None if dominant is None else dominant[0],
        "dominant_share": None if dominant is None else round(dominant[1], 4),
        "palette": [
            {"color": one.hex, "name": one.name, "share": round(one.share or 0.0, 4)}
            for one in group.palette
        ],
        "images": [_image(result, place) for place in group.members.tolist()],
    }


def _image(result: GroupingResult, place: int) -> dict[str, Any]:
    grouping = result.grouping
    name = grouping.images[place].file.name
    return {
        "file": name,
        "silhouette": round(float(grouping.silhouettes[place]), 4),
        "distance": round(float(grouping.distances[place]), 4),
        "is_outlier": bool(grouping.outliers[place]),
        "label": result.label_of(name),
    }


def _agreement(agreement: GroupAgreement) -> dict[str, Any]:
    return {
        "adjusted_rand_index": round(agreement.adjusted_rand_index, 4),
        "purity": round(agreement.purity, 4),
        "unlabelled": agreement.unlabelled,
        "labels": list(agreement.labels),
        "confusion": agreement.table.tolist(),
    }
