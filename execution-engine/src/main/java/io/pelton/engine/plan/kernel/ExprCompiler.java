// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import io.pelton.dataset.expr.TypeRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Makes kernels of expressions that {@link ExprTypes} has found to fit. */
@SuppressWarnings("unchecked") // ExprTypes says which lane each kernel fills
final class ExprCompiler implements Expr.Visitor<Kernel<? extends Lane>> {
    private final Schema schema;

    ExprCompiler(Schema schema) {
        this.schema = schema;
    }

    /** The kernel of a condition by which rows are filtered: true for the rows that stay. */
    static Kernel<BoolLane> filter(Expr condition, Schema schema) {
        ExprTypes.requireCondition(condition, schema);
        return new ExprCompiler(schema).conjunction(condition);
    }

    private Kernel<BoolLane> conjunction(Expr condition) {
        if (condition instanceof Expr.And) {
            Expr.And and = (Expr.And) condition;
            return Logic.filterBoth(conjunction(and.left()), conjunction(and.right()));
        }
        return bools(condition);
    }

    /** The kernel of any expression. */
    static Kernel<? extends Lane> of(Expr expr, Schema schema) {
        ExprTypes.typeOf(expr, schema);
        return expr.accept(new ExprCompiler(schema));
    }

    private ArrowType typeOf(Expr expr) {
        return ExprTypes.typeOf(expr, schema);
    }

    private int indexOf(String name) {
        List<Field> fields = schema.getFields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).getName().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column " + name);
    }

    @Override
    public Kernel<? extends Lane> column(Expr.Column column) {
        int index = indexOf(column.name());
        return Columns.of(index, schema.getFields().get(index));
    }

    @Override
    public Kernel<? extends Lane> literal(Expr.Literal literal) {
        return Literals.kernel(literal);
    }

    @Override
    public Kernel<? extends Lane> isNull(Expr.IsNull isNull) {
        if (isNull.operand() instanceof Expr.Column) {
            return Columns.isNull(indexOf(((Expr.Column) isNull.operand()).name()));
        }
        return new Logic.IsNull(isNull.operand().accept(this));
    }

    @Override
    public Kernel<? extends Lane> and(Expr.And and) {
        return Logic.and(bools(and.left()), bools(and.right()));
    }

    @Override
    public Kernel<? extends Lane> or(Expr.Or or) {
        return Logic.or(bools(or.left()), bools(or.right()));
    }

    @Override
    public Kernel<? extends Lane> not(Expr.Not not) {
        return new Logic.Not(bools(not.operand()));
    }

    private Kernel<BoolLane> bools(Expr expr) {
        return (Kernel<BoolLane>) expr.accept(this);
    }

    @Override
    public Kernel<? extends Lane> compare(Expr.Compare compare) {
        ArrowType common = common(compare.left(), compare.right());
        Kernel<? extends Lane> left = as(compare.left(), common);
        Kernel<? extends Lane> right = as(compare.right(), common);
        if (common instanceof ArrowType.FloatingPoint) {
            return Compares.doubles(compare.op(), (Kernel<DoubleLane>) left, (Kernel<DoubleLane>) right);
        }
        if (common instanceof ArrowType.Decimal) {
            return Compares.decimals(compare.op(), (Kernel<DecimalLane>) left, (Kernel<DecimalLane>) right);
        }
        if (common instanceof ArrowType.Bool) {
            return Compares.bools(compare.op(), (Kernel<BoolLane>) left, (Kernel<BoolLane>) right);
        }
        if (TypeRules.isString(common) || TypeRules.isBinary(common)) {
            return Compares.bytes(compare.op(), (Kernel<BytesLane>) left, (Kernel<BytesLane>) right);
        }
        return Compares.longs(compare.op(), (Kernel<LongLane>) left, (Kernel<LongLane>) right);
    }

    private ArrowType common(Expr left, Expr right) {
        return TypeRules.compared(typeOf(left), typeOf(right)).orElseThrow();
    }

    /** An expression's kernel, taken to the type at which it is compared or computed with. */
    private Kernel<? extends Lane> as(Expr expr, ArrowType type) {
        Kernel<? extends Lane> kernel = expr.accept(this);
        ArrowType own = typeOf(expr);
        if (type instanceof ArrowType.FloatingPoint) {
            return Convert.toDoubles(kernel, own);
        }
        if (type instanceof ArrowType.Decimal) {
            return Convert.toDecimals(kernel, own);
        }
        boolean time =
                own instanceof ArrowType.Date || own instanceof ArrowType.Time || own instanceof ArrowType.Timestamp;
        return time ? Convert.toTimes(kernel, own, type) : kernel;
    }

    /** Constants that meet the operand at one type are looked up together. */
    @Override
    public Kernel<? extends Lane> isIn(Expr.IsIn isIn) {
        Map<ArrowType, List<Expr.Literal>> byType = new LinkedHashMap<>();
        for (Expr.Literal value : isIn.values()) {
            byType.computeIfAbsent(common(isIn.operand(), value), type -> new ArrayList<>())
                    .add(value);
        }
        Kernel<BoolLane> any = null;
        for (Map.Entry<ArrowType, List<Expr.Literal>> group : byType.entrySet()) {
            Kernel<BoolLane> one = membership(isIn.operand(), group.getKey(), group.getValue());
            any = any == null ? one : Logic.or(any, one);
        }
        return any == null ? Membership.none(isIn.operand().accept(this)) : any;
    }

    private Kernel<BoolLane> membership(Expr operand, ArrowType type, List<Expr.Literal> values) {
        Kernel<? extends Lane> kernel = as(operand, type);
        List<Lane> lanes = new ArrayList<>();
        for (Expr.Literal value : values) {
            lanes.add(as(value, type).eval(OneRow.BATCH, null));
        }
        if (type instanceof ArrowType.FloatingPoint) {
            List<Double> all =
                    lanes.stream().map(l -> ((DoubleLane) l).values[0]).toList();
            return Membership.doubles((Kernel<DoubleLane>) kernel, all);
        }
        if (type instanceof ArrowType.Decimal) {
            List<BigDecimal> all =
                    lanes.stream().map(l -> ((DecimalLane) l).values[0]).toList();
            return Membership.decimals((Kernel<DecimalLane>) kernel, all);
        }
        if (type instanceof ArrowType.Bool) {
            List<Boolean> all =
                    lanes.stream().map(l -> ((BoolLane) l).values[0]).toList();
            return Membership.bools((Kernel<BoolLane>) kernel, all);
        }
        if (TypeRules.isString(type) || TypeRules.isBinary(type)) {
            List<byte[]> all = lanes.stream().map(l -> ((BytesLane) l).bytes).toList();
            return Membership.bytes((Kernel<BytesLane>) kernel, all);
        }
        List<Long> all = lanes.stream().map(l -> ((LongLane) l).values[0]).toList();
        return Membership.longs((Kernel<LongLane>) kernel, all);
    }

    @Override
    public Kernel<? extends Lane> arithmetic(Expr.Arithmetic arithmetic) {
        ArrowType type = typeOf(arithmetic);
        Kernel<? extends Lane> left = as(arithmetic.left(), type);
        Kernel<? extends Lane> right = as(arithmetic.right(), type);
        if (type instanceof ArrowType.FloatingPoint) {
            return Arithmetic.doubles(
                    arithmetic, arithmetic.op(), (Kernel<DoubleLane>) left, (Kernel<DoubleLane>) right);
        }
        if (type instanceof ArrowType.Decimal) {
            return Arithmetic.decimals(
                    arithmetic, arithmetic.op(), (ArrowType.Decimal) type, (Kernel<DecimalLane>) left, (Kernel<
                                    DecimalLane>)
                            right);
        }
        return Arithmetic.longs(arithmetic, arithmetic.op(), (Kernel<LongLane>) left, (Kernel<LongLane>) right);
    }

    @Override
    public Kernel<? extends Lane> stringCall(Expr.StringCall call) {
        List<Kernel<? extends Lane>> arguments = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            arguments.add(argument.accept(this));
        }
        return Strings.of(call.op(), arguments);
    }
}
