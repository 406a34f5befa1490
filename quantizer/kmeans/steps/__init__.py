"""K-means in single steps, to be watched: seeding, assignment, update.

`StepRun` makes a `Step` at a time and goes back to earlier ones; `sentence` says what a step did.
`compare` says how two runs differ. `DATA_SETS` are small sets of points on which K-means succeeds,
or fails for a reason.
"""

from quantizer.kmeans.steps.comparison import Comparison, compare, comparison_sentence
from quantizer.kmeans.steps.run import StepRun
from quantizer.kmeans.steps.sentences import sentence
from quantizer.kmeans.steps.step import Edit, Movement, Step, StepKind
from quantizer.kmeans.steps.wording import Unit

__all__ = [
    "Comparison",
    "Edit",
    "Movement",
    "Step",
    "StepKind",
    "StepRun",
    "Unit",
    "compare",
    "comparison_sentence",
    "sentence",
]
