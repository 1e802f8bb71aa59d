# Licensed under the Apache License, Version 2.0; see the LICENSE file.
"""Scans a Parquet file with one thread of Arrow C++ and counts the bytes of its values.

    scan.py FILE WARM_PASSES PASSES OUTPUT_FOLDER

Reads row group by row group, batch by batch, as the documentation of ParquetFile.iter_batches says for files larger
than memory. Prints one line: pelton-bench-sample SECONDS START_SECONDS UNITS CPU_SECONDS 0, where seconds and CPU seconds
are those of the measured passes alone.
"""
import os
import sys
import time

started = time.time()

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

BATCH_ROWS = 65536


def value_bytes(column):
    """The bytes of a column's values: those of its texts, or its fixed width for each value that is not null."""
    texts = {pa.string(): np.int32, pa.large_string(): np.int64}
    if column.type in texts:
        offset = np.dtype(texts[column.type])
        first = offset.itemsize * column.offset
        offsets = np.frombuffer(column.buffers()[1], offset, len(column) + 1, first)
        return int(offsets[-1]) - int(offsets[0])
    return column.type.bit_width // 8 * (len(column) - column.null_count)


def scan(path):
    rows = 0
    count = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
            rows += batch.num_rows
            count += sum(value_bytes(column) for column in batch.columns)
    return rows, count


def main():
    path, warm, passes, output = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    for _ in range(warm):
        scan(path)
    ready = time.time() - started
    wall, cpu = time.perf_counter(), time.process_time()
    units = 0
    for _ in range(passes):
        rows, count = scan(path)
        units += rows
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    os.makedirs(output, exist_ok=True)
    with open(os.path.join(output, "count.txt"), "w") as file:
        file.write(f"rows {rows}\nbytes {count}\n")
    print(f"pelton-bench-sample {wall:.6f} {ready:.6f} {units} {cpu:.6f} 0")


main()
