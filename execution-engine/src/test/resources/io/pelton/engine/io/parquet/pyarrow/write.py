# Licensed under the Apache License, Version 2.0; see the LICENSE file.
"""Writes the Parquet files beside this script, with the rows they hold as JSON. Run with pyarrow 26: python write.py"""
import datetime
import decimal
import json
import os

import pyarrow as pa
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = 60
D = decimal.Decimal


def some(value, i):
    """Every seventh value is null."""
    return None if i % 7 == 3 else value


def column(make, type):
    return pa.array([some(make(i), i) for i in range(ROWS)], type=type)


table = pa.table({
    "bool": column(lambda i: i % 3 == 0, pa.bool_()),
    "i8": column(lambda i: i - 100, pa.int8()),
    "i16": column(lambda i: i * 300 - 30000, pa.int16()),
    "i32": column(lambda i: i * 70_000_000 - 2_000_000_000, pa.int32()),
    "i64": column(lambda i: (i - 30) << 58, pa.int64()),
    "u8": column(lambda i: i, pa.uint8()),
    "u16": column(lambda i: i * 327, pa.uint16()),
    "u32": column(lambda i: i * 21_000_000, pa.uint32()),
    "u64": column(lambda i: i << 58, pa.uint64()),
    "f32": column(lambda i: i / 8, pa.float32()),
    "f64": column(lambda i: i / 1024 - 0.5, pa.float64()),
    "text": column(lambda i: "zeile %d: äöü €𝄞" % (i % 50), pa.string()),
    "large": column(lambda i: "x" * i, pa.large_string()),
    "bytes": column(lambda i: bytes([i % 256, 0, 255]) * (i % 5), pa.binary()),
    "fixed": column(lambda i: bytes([i] * 6), pa.binary(6)),
    "dec9": column(lambda i: D(i - 100).scaleb(-2), pa.decimal128(9, 2)),
    "dec38": column(lambda i: D(i - 100) * D(10) ** 30, pa.decimal128(38, 2)),
    "dec70": column(lambda i: D(i - 100) * D(10) ** 60, pa.decimal256(70, 3)),
    "date": column(lambda i: datetime.date(1960, 1, 1) + datetime.timedelta(days=100 * i), pa.date32()),
    "ts_ms": column(lambda i: datetime.datetime(1969, 12, 31) + datetime.timedelta(hours=i), pa.timestamp("ms")),
    "ts_us": column(lambda i: datetime.datetime(2026, 1, 1) + datetime.timedelta(hours=i), pa.timestamp("us", "UTC")),
    "list": column(lambda i: [some(k, k + i) for k in range(i % 4)], pa.list_(pa.int32())),
    "texts": column(lambda i: [["a", "", "bcd"][k % 3] for k in range(i % 5)], pa.list_(pa.string())),
    "deep": column(lambda i: [[k] * k for k in range(i % 3)], pa.list_(pa.list_(pa.int64()))),
    "struct": column(lambda i: {"a": some(i, i + 1), "b": {"c": "c%d" % i}},
                     pa.struct([("a", pa.int32()), ("b", pa.struct([("c", pa.string())]))])),
    "map": column(lambda i: [("k%d" % k, some(k, k + i)) for k in range(i % 3)], pa.map_(pa.string(), pa.int32())),
    "vector": pa.array([some([i, i + 0.5, -i], i) for i in range(ROWS)], type=pa.list_(pa.float32(), 3)),
})

DELTA = {name: "DELTA_BINARY_PACKED" for name in ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "date", "ts_ms"]}
DELTA |= {"text": "DELTA_LENGTH_BYTE_ARRAY", "large": "DELTA_BYTE_ARRAY", "bytes": "DELTA_BYTE_ARRAY", "fixed": "DELTA_BYTE_ARRAY"}
DELTA |= {"f32": "BYTE_STREAM_SPLIT", "f64": "BYTE_STREAM_SPLIT", "dec9": "BYTE_STREAM_SPLIT", "bool": "RLE"}

FILES = {
    "dictionary-v1-snappy": dict(compression="snappy", data_page_version="1.0"),
    "delta-v2-zstd": dict(write_page_index=True, write_page_checksum=True, compression="zstd", data_page_version="2.0", use_dictionary=False, column_encoding=DELTA),
    "delta-v1-gzip": dict(compression="gzip", data_page_version="1.0", use_dictionary=False, column_encoding=DELTA),
}
for name, options in FILES.items():
    options = dict(data_page_size=300, row_group_size=35, **options)
    pq.write_table(table, os.path.join(HERE, name + ".parquet"), **options)


def plain(value, type):
    """As the tests compare: whole numbers of the stored bits, bytes and texts as hex, decimals as text."""
    if value is None:
        return None
    if pa.types.is_list(type) or pa.types.is_fixed_size_list(type):
        return [plain(v, type.value_type) for v in value]
    if pa.types.is_map(type):
        return [{"key": plain(k, type.key_type), "value": plain(v, type.item_type)} for k, v in value]
    if pa.types.is_struct(type):
        return {f.name: plain(value[f.name], f.type) for f in type}
    if isinstance(value, str):
        return value.encode().hex()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, decimal.Decimal):
        return format(value.quantize(D(1).scaleb(-type.scale), context=decimal.Context(prec=80)), "f")
    if pa.types.is_date(type):
        return (value - datetime.date(1970, 1, 1)).days
    return value


columns = {}
for field in table.schema:
    if pa.types.is_timestamp(field.type):
        columns[field.name] = table[field.name].cast(pa.int64()).to_pylist()
    else:
        columns[field.name] = [plain(v, field.type) for v in table[field.name].to_pylist()]
with open(os.path.join(HERE, "rows.json"), "w") as out:
    json.dump(columns, out, separators=(",", ":"))
