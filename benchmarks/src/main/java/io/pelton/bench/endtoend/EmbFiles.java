// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files of EMB: the shipped glosses, as often as a size asks for, and the model and tokenizer as plain files. */
final class EmbFiles {
    static final String MODEL = "all-minilm-l6-v2.onnx";
    static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";
    private static final long SHIPPED_ROWS = 10_000;

    private EmbFiles() {}

    /** Makes what is missing. */
    static void prepare(Path data, long rows) throws IOException {
        unpack(MODEL, model(data));
        unpack(TOKENIZER, tokenizer(data));
        shipped();
        Path input = input(data, rows);
        if (!Files.exists(input)) {
            repeat(times(rows), input);
        }
    }

    private static void repeat(int times, Path folder) throws IOException {
        Dataset all = Dataset.readParquet(shipped().toString());
        for (int i = 1; i < times; i++) {
            all = all.union(Dataset.readParquet(shipped().toString()));
        }
        Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
        all.writeParquet(unfinished.toString()).run();
        Files.move(unfinished, folder);
    }

    private static int times(long rows) {
        return (int) ((rows + SHIPPED_ROWS - 1) / SHIPPED_ROWS);
    }

    /** A file or folder of at least so many glosses. */
    static Path input(Path data, long rows) {
        return rows <= SHIPPED_ROWS ? shipped() : files(data).resolve("glosses-x" + times(rows));
    }

    private static Path shipped() {
        Path shipped = Path.of("examples", "data", "glosses.parquet");
        if (!Files.exists(shipped)) {
            throw new IllegalStateException("Cannot find " + shipped
                    + ": start the benchmark in a checkout of Pelton, as ./pelton bench does.");
        }
        return shipped;
    }

    static Path model(Path data) {
        return files(data).resolve(MODEL);
    }

    static Path tokenizer(Path data) {
        return files(data).resolve(TOKENIZER);
    }

    /** One folder for all workloads that embed. */
    private static Path files(Path data) {
        return data.resolveSibling("emb");
    }

    private static void unpack(String resource, Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Path unfinished = file.resolveSibling(resource + ".unfinished");
        try (InputStream in = EmbFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
