"""The one expectation that Great Expectations lacks here: two intervals that must meet.

Importing this module registers it; suites name it
``expect_multicolumn_intervals_to_meet``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    multicolumn_map_metric_provider as providers,
)

# Their own name for it is longer than a line may be.
_of_columns: Any = import_module(
    "great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial"
).multicolumn_condition_partial


class MulticolumnIntervalsMeet(providers.MulticolumnMapMetricProvider):
    """Whether [first, second] and [third, fourth] of four columns have a point in common."""

    condition_metric_name = "multicolumn_values.intervals_meet"
    condition_value_keys = ("tolerance",)

    @_of_columns(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series[bool]:  # noqa: N805
        return meet(column_list, float(kwargs.get("tolerance") or 0.0))


def meet(bounds: pd.DataFrame, tolerance: float) -> pd.Series[bool]:
    """Row by row, for the columns low, high, low, high of two intervals; NaN is no bound.

    Each interval is first widened by half of ``tolerance``, a share of its bounds, so that two
    figures may differ by the whole of it: 0.06 lets 95 meet 100.
    """
    low, high, other_low, other_high = (bounds.iloc[:, at] for at in range(4))
    below = _lower(low, tolerance) > _upper(other_high, tolerance)
    above = _lower(other_low, tolerance) > _upper(high, tolerance)
    return ~(below | above)


def _lower(bound: pd.Series[float], share: float) -> pd.Series[float]:
    return bound - bound.abs() * share / 2


def _upper(bound: pd.Series[float], share: float) -> pd.Series[float]:
    return bound + bound.abs() * share / 2


class ExpectMulticolumnIntervalsToMeet(MulticolumnMapExpectation):
    """Expect the interval of the first two columns to meet that of the last two.

    Args:
        column_list: low and high of one interval, low and high of the other; an empty cell is no
            bound.
        tolerance: how far the two may be apart, as a share of their bounds (0 by default).
    """

    tolerance: float = 0.0

    map_metric: ClassVar[str] = "multicolumn_values.intervals_meet"
    success_keys: ClassVar[tuple[str, ...]] = ("tolerance", "mostly")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "tolerance")
