// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import static io.pelton.dataset.expr.Expressions.col;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import io.pelton.engine.plan.kernel.Computation;
import io.pelton.engine.plan.kernel.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Expressions over the columns of a batch: a row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@SuppressWarnings("NullAway.Init") // JMH calls open before all else
public class KernelBench {
    private static final int ROWS = 4096;

    private BufferAllocator allocator;
    private RecordBatch batch;
    private Predicate numbers;
    private Predicate texts;
    private Computation arithmetic;
    private Computation substring;

    /** Makes the batch and compiles the expressions. */
    @Setup
    public void open() {
        allocator = new RootAllocator();
        batch = Columns.batch(
                ROWS, allocator, Columns.LONG, Columns.DOUBLE, Columns.NULLABLE_DOUBLE, Columns.TEXT, Columns.WORD);
        Schema schema = batch.schema();
        numbers = Predicate.compile(
                col(Columns.DOUBLE).gt(0.25).and(col(Columns.NULLABLE_DOUBLE).lt(0.75)), schema);
        texts = Predicate.compile(
                col(Columns.TEXT).contains("xyz").or(col(Columns.WORD).startsWith("word number 1")), schema);
        arithmetic = computation(col(Columns.DOUBLE).times(2).plus(col(Columns.LONG)), schema);
        substring = computation(col(Columns.TEXT).substring(1, 8), schema);
    }

    private static Computation computation(Expr expr, Schema schema) {
        return Computation.compile(
                expr, schema, new Field("result", FieldType.nullable(ExprTypes.typeOf(expr, schema)), null));
    }

    /** Two comparisons of doubles, one of them with nulls. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int compareRow() {
        return numbers.select(batch);
    }

    /** A search in texts and a comparison of beginnings. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int searchRow() {
        return texts.select(batch);
    }

    /** Doubles times a number plus integers, to a column. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int arithmeticRow() {
        return closed(arithmetic.evaluate(batch, allocator));
    }

    /** Parts of texts, to a column. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int substringRow() {
        return closed(substring.evaluate(batch, allocator));
    }

    private static int closed(FieldVector column) {
        try (column) {
            return column.getValueCount();
        }
    }

    /** Frees the memory; fails if a column was left. */
    @TearDown
    public void close() {
        batch.close();
        allocator.close();
    }
}
