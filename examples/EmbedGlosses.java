// Licensed under the Apache License, Version 2.0; see the LICENSE file.
import static io.pelton.dataset.expr.Expressions.col;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.Job;
import io.pelton.dataset.Pipeline;
import io.pelton.inference.OnnxModel;
import io.pelton.inference.TextEmbedding;
import java.util.List;

/**
 * Turns sentences into vectors: reads {@code id} and {@code gloss} from Parquet, writes {@code id} and {@code embedding}.
 *
 * <pre>./pelton run examples/EmbedGlosses.java [--input FILES] [--output FOLDER] [--limit ROWS]</pre>
 */
public class EmbedGlosses implements Job {
    @Override
    public Pipeline define(List<String> args) {
        String input = option(args, "--input", "examples/data/glosses.parquet");
        String output = option(args, "--output", "out/vectors");
        long limit = Long.parseLong(option(args, "--limit", "0"));

        Dataset glosses = Dataset.readParquet(input).select("id", "gloss");
        Dataset vectors = (limit > 0 ? glosses.limit(limit) : glosses)
                .filter(col("gloss").isNotNull())
                .infer(
                        TextEmbedding.of(OnnxModel.fromClasspath("all-minilm-l6-v2.onnx"))
                                .tokenizer("all-minilm-l6-v2-tokenizer.json")
                                .from("gloss")
                                .into("embedding"),
                        Compute.actors(1, 8));
        return vectors.select("id", "embedding").writeParquet(output);
    }

    private static String option(List<String> args, String name, String otherwise) {
        int at = args.indexOf(name);
        return at >= 0 && at + 1 < args.size() ? args.get(at + 1) : otherwise;
    }
}
