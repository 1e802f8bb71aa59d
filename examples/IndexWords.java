// Licensed under the Apache License, Version 2.0; see the LICENSE file.
import static io.pelton.dataset.expr.Expressions.col;

import io.pelton.dataset.Dataset;
import io.pelton.dataset.Row;
import java.util.List;

/**
 * Turns synsets around: one row for each word of each noun and verb, with the length of its gloss. Shows expressions,
 * which let the reader of the file skip data, and functions over rows, which can be any code.
 *
 * <pre>./pelton run examples/IndexWords.java [INPUT [OUTPUT]]</pre>
 */
public class IndexWords {
    record Entry(String word, String pos, long synset, long letters) {}

    public static void main(String[] args) {
        String input = args.length > 0 ? args[0] : "examples/data/glosses.parquet";
        String output = args.length > 1 ? args[1] : "out/words";

        Dataset.readParquet(input)
                .filter(col("pos").isIn("n", "v"))
                .withColumn("letters", col("gloss").length())
                .flatMap("one row per word", Entry.class, IndexWords::entries)
                .filter(col("word").contains(" ").not())
                .writeParquet(output)
                .run();

        Dataset.readParquet(output).filter(col("letters").gt(250)).show(10);
    }

    private static List<Entry> entries(Row synset) {
        List<?> words = (List<?>) synset.get("words");
        String pos = (String) synset.get("pos");
        long id = (long) synset.get("id");
        long letters = ((Number) synset.get("letters")).longValue();
        return words.stream()
                .map(word -> new Entry((String) word, pos, id, letters))
                .toList();
    }
}
