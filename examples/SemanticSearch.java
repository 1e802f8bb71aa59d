// Licensed under the Apache License, Version 2.0; see the LICENSE file.
import static io.pelton.dataset.expr.Expressions.col;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.RecordBatch;
import io.pelton.inference.OnnxModel;
import io.pelton.inference.TextEmbedding;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.BaseListVector;

/**
 * Finds the glosses whose meaning is nearest to a question, among the vectors that EmbedGlosses has written.
 *
 * <pre>./pelton run examples/SemanticSearch.java "a large animal that lives in the sea"</pre>
 */
public class SemanticSearch {
    record Query(String gloss) {}

    record Hit(long id, double similarity) {}

    public static void main(String[] args) {
        String question = args.length > 0 ? args[0] : "a large animal that lives in the sea";
        String vectors = args.length > 1 ? args[1] : "out/vectors";
        String glosses = args.length > 2 ? args[2] : "examples/data/glosses.parquet";

        List<Hit> hits = nearest(embed(question), vectors, 5);
        for (Hit hit : hits) {
            Object gloss = Dataset.readParquet(glosses)
                    .filter(col("id").eq(hit.id()))
                    .take(1)
                    .get(0)
                    .get("gloss");
            System.out.printf("%.3f  %s%n", hit.similarity(), gloss);
        }
    }

    private static List<?> embed(String question) {
        TextEmbedding embedding = TextEmbedding.of(OnnxModel.fromClasspath("all-minilm-l6-v2.onnx"))
                .tokenizer("all-minilm-l6-v2-tokenizer.json")
                .from("gloss")
                .into("embedding");
        return (List<?>) Dataset.fromRecords(new Query(question))
                .infer(embedding, Compute.actors(1, 1))
                .take(1)
                .get(0)
                .get("embedding");
    }

    /** Streams over all vectors, each of length 1, so that the dot product is the cosine. */
    private static List<Hit> nearest(List<?> question, String vectors, int count) {
        PriorityQueue<Hit> best = new PriorityQueue<>(Comparator.comparingDouble(Hit::similarity));
        try (BatchStream stream = Dataset.readParquet(vectors).iterate()) {
            for (RecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
                try (RecordBatch rows = batch) {
                    BigIntVector ids = (BigIntVector) rows.column("id");
                    BaseListVector lists = (BaseListVector) rows.column("embedding");
                    Float4Vector numbers = (Float4Vector) lists.getChildrenFromFields().get(0);
                    for (int row = 0; row < rows.rowCount(); row++) {
                        double dot = 0;
                        int start = lists.getElementStartIndex(row);
                        for (int i = 0; i < question.size(); i++) {
                            dot += numbers.get(start + i) * (float) question.get(i);
                        }
                        best.add(new Hit(ids.get(row), dot));
                        if (best.size() > count) {
                            best.remove();
                        }
                    }
                }
            }
        }
        return best.stream().sorted(best.comparator().reversed()).toList();
    }
}
