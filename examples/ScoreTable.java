// Licensed under the Apache License, Version 2.0; see the LICENSE file.
import static io.pelton.dataset.expr.Expressions.col;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Columns;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;

/**
 * Scores a table by logistic regression, batch by batch on Arrow's vectors. The table is made up of numbers, so that there
 * can be any number of rows.
 *
 * <pre>./pelton run examples/ScoreTable.java [ROWS [OUTPUT]]</pre>
 */
public class ScoreTable {
    public static void main(String[] args) {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        String output = args.length > 1 ? args[1] : "out/scores";

        Dataset customers = Dataset.range(rows)
                .withColumn("age", col("id").times(37).mod(80).plus(18))
                .withColumn("orders", col("id").times(101).mod(50));
        BatchMap score = BatchMap.of(Score::new)
                .reading("age", "orders")
                .adding(Columns.float64("score"))
                .named("score")
                .batchRows(4096);

        customers
                .mapBatches(score, Compute.tasks(2))
                .filter(col("score").ge(0.9))
                .writeParquet(output)
                .run();
        System.out.printf("%,d of %,d customers are likely to order again%n", Dataset.readParquet(output).count(), rows);
    }

    /** One for each task; what is dear to make, such as a model, would be made in the constructor. */
    private record Score(OperatorContext context) implements BatchFunction {
        @Override
        public RecordBatch apply(RecordBatch batch) {
            BigIntVector age = (BigIntVector) batch.column("age");
            BigIntVector orders = (BigIntVector) batch.column("orders");
            Float8Vector score = new Float8Vector("score", context.allocator());
            score.allocateNew(batch.rowCount());
            for (int row = 0; row < batch.rowCount(); row++) {
                double x = -2.5 + 0.01 * age.get(row) + 0.1 * orders.get(row);
                score.set(row, 1 / (1 + Math.exp(-x)));
            }
            score.setValueCount(batch.rowCount());
            return batch.append(List.of(score));
        }
    }
}
