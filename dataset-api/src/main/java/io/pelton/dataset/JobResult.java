// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a finished job did.
 *
 * @param jobId its identity, equal over resumed runs
 * @param elapsed of this run
 * @param rowsIn rows read by this run
 * @param bytesIn stored bytes of the parts that this run read from
 * @param rowsOut rows written by this run
 * @param bytesOut bytes of files written by this run
 * @param rowsBefore rows that earlier runs of this job had committed
 * @param splits splits committed by this run
 * @param splitsBefore splits that earlier runs had committed; they were not read again
 * @param files every file of the output, in the order of the rows
 * @param stages time and rows for each stage
 * @param peakBytesInFlight the most accounted bytes at any moment
 * @param counters what operators counted, such as {@code tokens.real} and {@code tokens.padded}
 */
public record JobResult(
        String jobId,
        Duration elapsed,
        long rowsIn,
        long bytesIn,
        long rowsOut,
        long bytesOut,
        long rowsBefore,
        long splits,
        long splitsBefore,
        List<String> files,
        List<JobProgress.Stage> stages,
        long peakBytesInFlight,
        Map<String, Long> counters) {
    public JobResult {
        files = List.copyOf(files);
        stages = List.copyOf(stages);
        counters = Map.copyOf(counters);
    }
}
