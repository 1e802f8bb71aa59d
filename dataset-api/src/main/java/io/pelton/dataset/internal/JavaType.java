// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import io.pelton.dataset.PeltonException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * How values of a Java type lie in an Arrow vector.
 *
 * @param type the column's type
 * @param nullable whether null may stand in it
 * @param children what it is made of
 * @param writer writes one value that is not null
 */
record JavaType(ArrowType type, boolean nullable, List<Field> children, Writer writer) {
    /** Writes one value at an index, growing the vector where needed. */
    interface Writer {
        void write(FieldVector vector, int index, Object value);
    }

    /** The type of a record component, or of the elements of a list. */
    static JavaType of(Type type, String where, List<Class<?>> nesting) {
        if (type instanceof WildcardType) {
            return of(((WildcardType) type).getUpperBounds()[0], where, nesting);
        }
        if (type instanceof ParameterizedType && ((ParameterizedType) type).getRawType() == List.class) {
            return listOf(of(((ParameterizedType) type).getActualTypeArguments()[0], where, nesting));
        }
        if (type instanceof Class<?>) {
            Class<?> c = (Class<?>) type;
            JavaType simple = SimpleTypes.find(c);
            if (simple != null) {
                return simple;
            }
            if (c.isRecord()) {
                return structOf(c.asSubclass(Record.class), where, nesting);
            }
        }
        throw PeltonException.user("Cannot make a column of " + where + ": expected a primitive or its box, String,"
                + " byte[], BigDecimal, LocalDate, LocalTime, LocalDateTime, Instant, an enum, float[], double[], int[],"
                + " long[], a record, or a List of these, but found " + type.getTypeName() + ".");
    }

    private static JavaType listOf(JavaType element) {
        List<Field> children = List.of(element.field(ListVector.DATA_VECTOR_NAME));
        return new JavaType(ArrowType.List.INSTANCE, true, children, (vector, index, value) -> {
            ListVector list = (ListVector) vector;
            List<?> values = (List<?>) value;
            int start = list.startNewValue(index);
            FieldVector data = list.getDataVector();
            for (int i = 0; i < values.size(); i++) {
                element.write(data, start + i, values.get(i));
            }
            list.endValue(index, values.size());
        });
    }

    private static JavaType structOf(Class<? extends Record> type, String where, List<Class<?>> nesting) {
        if (nesting.contains(type)) {
            throw PeltonException.user("Cannot make a column of " + where + ": expected a type that ends but found "
                    + type.getSimpleName() + " inside itself.");
        }
        RecordColumns columns = RecordColumns.of(type, nesting);
        return new JavaType(ArrowType.Struct.INSTANCE, true, columns.schema().getFields(), (vector, index, value) -> {
            StructVector struct = (StructVector) vector;
            columns.writeStruct(struct.getChildrenFromFields(), index, (Record) value);
            struct.setIndexDefined(index);
        });
    }

    Field field(String name) {
        return new Field(name, new FieldType(nullable, type, null), children);
    }

    void write(FieldVector vector, int index, @Nullable Object value) {
        if (value != null) {
            writer.write(vector, index, value);
        } else if (nullable) {
            vector.setNull(index);
        } else {
            throw PeltonException.user(
                    "Cannot write column '" + vector.getName() + "': expected a value but found null.");
        }
    }
}
