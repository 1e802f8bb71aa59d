// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static io.pelton.dataset.expr.Expressions.lit;

import io.pelton.dataset.expr.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.NullUnmarked;

/** Random rows and random expressions over them, by seed. */
@NullUnmarked
public final class RandomExprs {
    /** Columns of the types that matter, each of which may be null. */
    public static final Schema SCHEMA = new Schema(List.of(
            Field.nullable("id", new ArrowType.Int(64, true)),
            Field.nullable("n", new ArrowType.Int(32, true)),
            Field.nullable("x", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            Field.nullable("f", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
            Field.nullable("s", ArrowType.Utf8.INSTANCE),
            Field.nullable("t", ArrowType.Utf8.INSTANCE),
            Field.nullable("b", ArrowType.Bool.INSTANCE)));

    private static final long[] LONGS = {0, 1, -1, 2, 3, 7, 100, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final double[] DOUBLES = {0, -0.0, 1, -1.5, 2.25, 1e300, Double.NaN, Double.POSITIVE_INFINITY};
    private static final String[] STRINGS = {
        "", "a", "A", "abc", "  abc\t", "Straße", "\u2003wide\u3000", "naïve", "😀 smile 😀", "İ", "b", "\u00a0x"
    };

    private final Random random;

    public RandomExprs(long seed) {
        this.random = new Random(seed);
    }

    /** Some rows of {@link #SCHEMA}. */
    public List<Map<String, Object>> rows(int n) {
        List<Map<String, Object>> rows = new ArrayList<>();
        double nulls = random.nextInt(3) == 0 ? 0 : 0.3;
        for (int i = 0; i < n; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", maybe(nulls, (long) i));
            row.put("n", maybe(nulls, random.nextInt(11) - 5));
            row.put("x", maybe(nulls, pick(DOUBLES)));
            row.put("f", maybe(nulls, (float) (random.nextInt(9) / 2.0)));
            row.put("s", maybe(nulls, STRINGS[random.nextInt(STRINGS.length)]));
            row.put("t", maybe(nulls, STRINGS[random.nextInt(STRINGS.length)]));
            row.put("b", maybe(nulls, random.nextBoolean()));
            rows.add(row);
        }
        return rows;
    }

    private Object maybe(double nulls, Object value) {
        return random.nextDouble() < nulls ? null : value;
    }

    private double pick(double[] values) {
        return values[random.nextInt(values.length)];
    }

    /** Any expression over columns of which {@code schema} has enough types. */
    public Expr any(Schema schema, int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> condition(schema, depth);
            case 1 -> integer(schema, depth);
            case 2 -> floating(schema, depth);
            default -> string(schema, depth);
        };
    }

    /** A bool expression. */
    public Expr condition(Schema schema, int depth) {
        if (depth <= 0) {
            return leaf(schema, ArrowType.ArrowTypeID.Bool, lit(random.nextBoolean()));
        }
        int d = depth - 1;
        return switch (random.nextInt(10)) {
            case 0 -> condition(schema, d).and(condition(schema, d));
            case 1 -> condition(schema, d).or(condition(schema, d));
            case 2 -> condition(schema, d).not();
            case 3 -> any(schema, d).isNull();
            case 4 -> compare(integer(schema, d), random.nextBoolean() ? integer(schema, d) : floating(schema, d));
            case 5 -> compare(string(schema, d), string(schema, d));
            case 6 -> integer(schema, d).isIn(1, 2.0, pick(LONGS), -3);
            case 7 -> string(schema, d).isIn("a", "abc", "😀 smile 😀");
            case 8 -> string(schema, d).contains(string(schema, d));
            default ->
                random.nextBoolean()
                        ? string(schema, d).startsWith(string(schema, d))
                        : string(schema, d).endsWith(string(schema, d));
        };
    }

    private Expr compare(Expr left, Expr right) {
        Expr.Comparison[] all = Expr.Comparison.values();
        return new Expr.Compare(all[random.nextInt(all.length)], left, right);
    }

    private long pick(long[] values) {
        return values[random.nextInt(values.length)];
    }

    /** An int64 expression. */
    public Expr integer(Schema schema, int depth) {
        if (depth <= 0) {
            return leaf(schema, ArrowType.ArrowTypeID.Int, lit(pick(LONGS)));
        }
        return random.nextInt(4) == 0
                ? string(schema, depth - 1).length()
                : arithmetic(integer(schema, depth - 1), integer(schema, depth - 1));
    }

    /** A float64 expression. */
    public Expr floating(Schema schema, int depth) {
        if (depth <= 0) {
            return leaf(schema, ArrowType.ArrowTypeID.FloatingPoint, lit(pick(DOUBLES)));
        }
        Expr other = random.nextBoolean() ? integer(schema, 0) : floating(schema, depth - 1);
        return arithmetic(floating(schema, depth - 1), other);
    }

    private Expr arithmetic(Expr left, Expr right) {
        Expr.ArithmeticOp[] all = Expr.ArithmeticOp.values();
        return new Expr.Arithmetic(all[random.nextInt(all.length)], left, right);
    }

    /** A string expression. */
    public Expr string(Schema schema, int depth) {
        if (depth <= 0) {
            return leaf(schema, ArrowType.ArrowTypeID.Utf8, lit(STRINGS[random.nextInt(STRINGS.length)]));
        }
        Expr text = string(schema, depth - 1);
        return switch (random.nextInt(6)) {
            case 0 -> text.lower();
            case 1 -> text.upper();
            case 2 -> text.trim();
            case 3 -> new Expr.StringCall(Expr.StringOp.SUBSTRING, List.of(text, integer(schema, 0)));
            case 4 ->
                new Expr.StringCall(
                        Expr.StringOp.SUBSTRING, List.of(text, lit(random.nextInt(6) - 2), integer(schema, 0)));
            default -> new Expr.StringCall(Expr.StringOp.CONCAT, List.of(text, string(schema, depth - 1)));
        };
    }

    private Expr leaf(Schema schema, ArrowType.ArrowTypeID type, Expr constant) {
        List<Expr> columns = new ArrayList<>();
        for (Field field : schema.getFields()) {
            if (field.getType().getTypeID() == type) {
                columns.add(new Expr.Column(field.getName()));
            }
        }
        return columns.isEmpty() || random.nextInt(3) == 0 ? constant : columns.get(random.nextInt(columns.size()));
    }
}
