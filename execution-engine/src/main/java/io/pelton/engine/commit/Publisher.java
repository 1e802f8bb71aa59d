// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The steps on files between a whole set of staged files and an output. Each may be repeated. */
final class Publisher {
    private final OutputFolder folder;
    private final Generation generation;

    Publisher(OutputFolder folder, Generation generation) {
        this.folder = folder;
        this.generation = generation;
    }

    /** Moves what is still staged to the names that readers see, and makes sure that every file is there. */
    void moveFiles() throws IOException {
        moveStaged();
        // Those that an earlier run moved may not be durable either.
        folder.forceNames();
        requirePublished();
        folder.write(generation.manifest(), manifest());
    }

    private void moveStaged() throws IOException {
        Map<String, Long> staged = folder.sizes(generation.staging());
        Map<String, Long> published = folder.sizes("");
        for (OutputFile file : generation.files()) {
            // Where moving is copying, a crash leaves both; the copy is whole, or it would not be there.
            boolean copied = Long.valueOf(file.bytes()).equals(published.get(file.name()));
            if (!copied && staged.containsKey(stagedName(file))) {
                folder.move(file.staged(), file.name());
            }
        }
    }

    /** Removes output files. */
    void remove(Iterable<String> names) throws IOException {
        for (String name : names) {
            folder.delete(name);
        }
    }

    void removeSuccess() throws IOException {
        folder.delete(OutputFolder.SUCCESS);
    }

    /** Tells readers that the output is whole, and where its manifest lies. */
    void writeSuccess() throws IOException {
        folder.write(OutputFolder.SUCCESS, success());
    }

    /** Puts {@code _SUCCESS} back if it is gone or names another generation's manifest. */
    void restoreSuccess() throws IOException {
        if (!folder.exists(OutputFolder.SUCCESS) || !Arrays.equals(folder.read(OutputFolder.SUCCESS), success())) {
            writeSuccess();
        }
    }

    private byte[] success() {
        return (generation.manifest() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Removes what attempts have left, and the folders of earlier generations; later ones are not ours to touch. */
    void removeLeftovers() throws IOException {
        folder.delete(generation.staging());
        for (String name : folder.folders(OutputFolder.LOG_ROOT)) {
            if (name.matches("gen-\\d{1,18}") && Long.parseLong(name.substring(4)) < generation.number()) {
                folder.delete(OutputFolder.LOG_ROOT + "/" + name);
            }
        }
    }

    /** Fails unless every committed file lies where it should, staged or published, at its full length. */
    void requireWhole() throws IOException {
        missing().ifMissing(folder, "take up");
    }

    /** Whether every committed file lies where it should. */
    boolean isWhole() throws IOException {
        return missing().names.isEmpty();
    }

    private void requirePublished() throws IOException {
        Missing missing = new Missing();
        Map<String, Long> published = folder.sizes("");
        for (OutputFile file : generation.files()) {
            missing.check(file.name(), file.bytes(), published.get(file.name()));
        }
        missing.ifMissing(folder, "publish");
    }

    private Missing missing() throws IOException {
        // Another run may be publishing at this moment: a file that moves meanwhile is in the list that is taken later.
        boolean mayBeStaged = generation.phase().compareTo(Generation.Phase.PUBLISHING) <= 0;
        Map<String, Long> staged = mayBeStaged ? folder.sizes(generation.staging()) : Map.of();
        Map<String, Long> published = folder.sizes("");
        Missing missing = new Missing();
        for (OutputFile file : generation.files()) {
            Long found = staged.getOrDefault(stagedName(file), published.get(file.name()));
            missing.check(mayBeStaged ? file.staged() : file.name(), file.bytes(), found);
        }
        return missing;
    }

    private static String stagedName(OutputFile file) {
        return file.staged().substring(file.staged().lastIndexOf('/') + 1);
    }

    private byte[] manifest() {
        StringBuilder text = new StringBuilder();
        line(text, "pelton-manifest", 1, generation.identity().id());
        for (CommittedSplit split : generation.splits().inOrder()) {
            for (RowRange r : split.ranges()) {
                line(text, "range", r.part(), r.fromRow(), r.toRow());
            }
            for (OutputFile f : split.files()) {
                line(text, "file", generation.publishedName(f.name()), f.rows(), f.bytes());
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, Object... fields) {
        text.append(Fields.join(fields)).append('\n');
    }

    /** Files that are not as they were committed. */
    private static final class Missing {
        private final List<String> names = new ArrayList<>();

        void check(String name, long bytes, @Nullable Long found) {
            if (found == null) {
                names.add("'" + name + "' is missing");
            } else if (found != bytes) {
                names.add("'" + name + "' has " + found + " bytes instead of " + bytes);
            }
        }

        void ifMissing(OutputFolder folder, String what) {
            if (!names.isEmpty()) {
                throw PeltonException.user("Cannot " + what + " the output in " + folder
                        + ": expected every file as it was committed but " + names.get(0)
                        + (names.size() > 1 ? " and " + (names.size() - 1) + " more are not" : "")
                        + ". Put the file back, or compute everything again with " + CommitLog.OVERWRITE_HINT + ".");
            }
        }
    }
}
