"""Merged cells below the header: filled down in ordinary columns, refused in key columns."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .table import Column, Row, SheetError, range_address

MAX_SPANNED_ROWS = 500_000


class Merges:
    """Merged ranges by the rows they touch; consulted once per row, from top to bottom."""

    def __init__(
        self,
        merged: Sequence[tuple[int, int, int, int]],
        first_data_row: int,
        key_positions: Collection[int],
        positions: Collection[int],
    ) -> None:
        """Args: merged: ranges counted from 0; positions: columns read; key_positions: of keys."""
        self._keys: dict[int, list[tuple[str, int]]] = {}
        self._fills: dict[int, list[tuple[int, int, str]]] = {}
        self._anchors: dict[tuple[int, int], Any] = {}
        budget = MAX_SPANNED_ROWS
        for r1, c1, r2, c2 in sorted(merged):
            keys = sorted(p for p in key_positions if c1 <= p <= c2)
            if r1 < first_data_row or not (keys or (r2 > r1 and c1 in positions)):
                continue
            budget -= r2 - r1 + 1
            if budget < 0:
                raise SheetError("合并单元格的范围过大。请取消合并后重新保存再上传。")
            address = range_address(r1, c1, r2, c2)
            for number in range(r1, r2 + 1):
                if keys:
                    self._keys.setdefault(number, []).append((address, keys[0]))
                else:
                    self._fills.setdefault(number, []).append((c1, r1, address))

    def in_key_columns(self, number: int) -> list[tuple[str, int]]:
        """Ranges that touch a key column in this row: (address, position of the column)."""
        return self._keys.get(number, [])

    def fill_down(
        self, number: int, row: Row, columns: Mapping[int, Column]
    ) -> list[tuple[int, str, Any]]:
        """Put the merged content into an empty cell of the row.

        Returns: ranges that begin in this row: (position, address, content).
        """
        begun = []
        for position, first, address in self._fills.get(number, ()):
            key = columns[position].key
            if number == first:
                if row.values[key] != "":
                    self._anchors[first, position] = row.values[key]
                    begun.append((position, address, row.values[key]))
            elif row.values[key] == "":
                row.values[key] = self._anchors.get((first, position), "")
        return begun
