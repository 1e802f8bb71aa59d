// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.PeltonException;
import io.pelton.launcher.profile.RunProfile;
import java.util.List;
import java.util.Optional;

/** The one line that {@code --json} prints for each job; its fields are documented in docs/cli.md. */
final class JobJson {
    private JobJson() {}

    static String succeeded(String title, JobResult result, long peakProcessBytes, Optional<RunProfile> profile) {
        Json.Fields fields = new Json.Fields()
                .put("status", "succeeded")
                .put("exitCode", 0)
                .put("jobId", result.jobId())
                .put("job", title)
                .put("elapsedSeconds", result.elapsed().toMillis() / 1000.0)
                .put("rowsIn", result.rowsIn())
                .put("bytesIn", result.bytesIn())
                .put("rowsOut", result.rowsOut())
                .put("bytesOut", result.bytesOut())
                .put("rowsBefore", result.rowsBefore())
                .put("splits", result.splits())
                .put("splitsBefore", result.splitsBefore())
                .put("peakBytesInFlight", result.peakBytesInFlight())
                .put("peakProcessBytes", peakProcessBytes)
                .put("stages", stages(result.stages()))
                .put("counters", result.counters())
                .put("files", result.files());
        profile.ifPresent(run -> fields.put("profile", ProfileJson.of(run)));
        return Json.write(fields.map());
    }

    /** For a job that failed or was stopped, or a program that failed outside of any job. */
    static String ended(
            String status, int exitCode, Optional<String> jobId, Optional<String> title, Optional<Throwable> cause) {
        Json.Fields fields = new Json.Fields()
                .put("status", status)
                .put("exitCode", exitCode)
                .put("jobId", jobId.orElse(null))
                .put("job", title.orElse(null))
                .put("error", cause.map(JobJson::error).orElse(null));
        return Json.write(fields.map());
    }

    private static Object error(Throwable cause) {
        return new Json.Fields()
                .put("kind", PeltonException.kindOf(cause).name())
                .put("type", cause.getClass().getName())
                .put("message", cause.getMessage())
                .map();
    }

    private static List<Object> stages(List<JobProgress.Stage> stages) {
        return stages.stream()
                .<Object>map(stage -> new Json.Fields()
                        .put("id", stage.id())
                        .put("name", stage.name())
                        .put("rowsIn", stage.rowsIn())
                        .put("rowsOut", stage.rowsOut())
                        .put("bytesOut", stage.bytesOut())
                        .put("busySeconds", stage.busySeconds())
                        .map())
                .toList();
    }
}
