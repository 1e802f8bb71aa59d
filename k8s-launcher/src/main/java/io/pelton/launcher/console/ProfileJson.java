// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.launcher.profile.RunProfile;
import io.pelton.launcher.profile.StageProfile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The field {@code profile} of a job's line of JSON; its fields are documented in docs/cli.md. */
final class ProfileJson {
    private ProfileJson() {}

    static Object of(RunProfile run) {
        return new Json.Fields()
                .put("elapsedSeconds", run.elapsed())
                .put("cores", run.cores())
                .put("cpuSeconds", run.cpu())
                .put("otherPrograms", run.otherPrograms())
                .put("startSeconds", run.startUp())
                .put("firstBatchSeconds", run.firstBatch())
                .put("gcPauses", run.pauses())
                .put("gcSeconds", run.pauseSeconds())
                .put("jitSeconds", run.compilation())
                .put("stages", run.stages().stream().map(ProfileJson::stage).toList())
                .put("storage", storage(run.storage()))
                .put("models", run.models().stream().map(ProfileJson::model).toList())
                .put("javaMethods", methods(run.javaMethods()))
                .put("nativeMethods", methods(run.nativeMethods()))
                .put("limitingStage", limiting(run))
                .put("advice", Advice.of(run))
                .map();
    }

    private static @Nullable Integer limiting(RunProfile run) {
        return run.limiting().map(StageProfile::id).orElse(null);
    }

    private static Object stage(StageProfile stage) {
        return new Json.Fields()
                .put("id", stage.id())
                .put("name", stage.name())
                .put("actors", stage.actors())
                .put("batches", stage.batches())
                .put("actorSeconds", stage.life())
                .put("startSeconds", stage.starting())
                .put("computeSeconds", stage.compute())
                .put("readSeconds", stage.read())
                .put("writeSeconds", stage.write())
                .put("noInputSeconds", stage.noInput())
                .put("noRoomSeconds", stage.noRoom())
                .put("noLogSeconds", stage.noLog())
                .put("noWorkSeconds", stage.noWork())
                .put("handOverSeconds", stage.handOver())
                .put("cpuSeconds", stage.cpu())
                .map();
    }

    private static Object storage(RunProfile.Storage storage) {
        return new Json.Fields()
                .put("bytesRead", storage.bytesRead())
                .put("readSeconds", storage.readSeconds())
                .put("bytesWritten", storage.bytesWritten())
                .put("writeSeconds", storage.writeSeconds())
                .put("commits", storage.commits())
                .put("commitSeconds", storage.commitSeconds())
                .map();
    }

    private static Object model(RunProfile.Model model) {
        return new Json.Fields()
                .put("name", model.name())
                .put("runs", model.runs())
                .put("rows", model.rows())
                .put("padded", model.padded())
                .put("seconds", model.seconds())
                .map();
    }

    private static List<Object> methods(List<RunProfile.Method> methods) {
        return methods.stream()
                .<Object>map(method -> new Json.Fields()
                        .put("name", method.name())
                        .put("share", method.share())
                        .map())
                .toList();
    }
}
