// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The columns that the components of a Java record make, and the batches that its instances make.
 *
 * <p><b>Types.</b> {@code boolean}, {@code byte}, {@code short}, {@code int}, {@code long}, {@code float}, {@code double}
 * as the Arrow type of that width, not nullable; their boxes the same, nullable. {@code String} and enums as string;
 * {@code byte[]} as binary; {@code BigDecimal} as decimal(38, 9), where more than 9 digits after the point are an error;
 * {@code LocalDate} as date; {@code LocalTime}, {@code LocalDateTime} and {@code Instant} in microseconds, finer parts cut
 * off, the last with time zone UTC; {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]} and {@code List<T>} of
 * any type named here as list; other records as struct. Whatever is no primitive may be null.
 *
 * <p><b>Threads.</b> Immutable: any thread may call.
 */
public final class RecordColumns {
    private final Class<? extends Record> type;
    private final List<Method> accessors;
    private final List<JavaType> types;
    private final Schema schema;

    private RecordColumns(Class<? extends Record> type, List<Method> accessors, List<JavaType> types, Schema schema) {
        this.type = type;
        this.accessors = List.copyOf(accessors);
        this.types = List.copyOf(types);
        this.schema = schema;
    }

    /**
     * The columns of a record type.
     *
     * @throws PeltonException of kind USER if a component's type has no column type
     */
    public static RecordColumns of(Class<? extends Record> type) {
        return of(type, List.of());
    }

    static RecordColumns of(Class<? extends Record> type, List<Class<?>> outer) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw PeltonException.user("Cannot make columns of " + type.getName()
                    + ": expected a class declared as a record. Write record " + type.getSimpleName() + "(..).");
        }
        List<Class<?>> nesting = new ArrayList<>(outer);
        nesting.add(type);
        List<Method> accessors = new ArrayList<>(components.length);
        List<JavaType> types = new ArrayList<>(components.length);
        List<Field> fields = new ArrayList<>(components.length);
        for (RecordComponent component : components) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            accessors.add(accessor);
            String where = type.getSimpleName() + "." + component.getName();
            JavaType javaType = JavaType.of(component.getGenericType(), where, nesting);
            types.add(javaType);
            fields.add(javaType.field(component.getName()));
        }
        return new RecordColumns(type, accessors, types, new Schema(fields));
    }

    /** The names and types of the columns, in the order of the components. */
    public Schema schema() {
        return schema;
    }

    /**
     * Some of the columns, in another order.
     *
     * @throws PeltonException of kind USER if there is no such column
     */
    public RecordColumns select(List<String> names) {
        List<Method> selectedAccessors = new ArrayList<>(names.size());
        List<JavaType> selectedTypes = new ArrayList<>(names.size());
        List<Field> fields = new ArrayList<>(names.size());
        for (String name : names) {
            Field field = ColumnNames.require(schema, name, "read records");
            int index = schema.getFields().indexOf(field);
            selectedAccessors.add(accessors.get(index));
            selectedTypes.add(types.get(index));
            fields.add(field);
        }
        return new RecordColumns(type, selectedAccessors, selectedTypes, new Schema(fields));
    }

    /** The values of a row, in the order of the columns. */
    List<@Nullable Object> values(Record row) {
        List<@Nullable Object> values = new ArrayList<>(accessors.size());
        for (int c = 0; c < accessors.size(); c++) {
            values.add(component(row, c));
        }
        return values;
    }

    /**
     * The rows as a batch.
     *
     * @param rows instances of the record type; borrowed
     * @return a new batch that the caller owns
     * @throws PeltonException of kind USER if a row is null, of another type, or holds a value that its column cannot
     */
    public RecordBatch toBatch(BufferAllocator allocator, List<? extends Record> rows) {
        List<FieldVector> vectors = new ArrayList<>(types.size());
        try {
            for (int c = 0; c < types.size(); c++) {
                FieldVector vector = schema.getFields().get(c).createVector(allocator);
                vectors.add(vector);
                vector.setInitialCapacity(rows.size());
                vector.allocateNew();
            }
            int i = 0;
            for (Record row : rows) {
                write(row, i++, vectors);
            }
            for (FieldVector vector : vectors) {
                vector.setValueCount(rows.size());
            }
            return RecordBatch.of(schema, vectors, rows.size());
        } catch (RuntimeException | Error e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }

    private void write(@Nullable Record row, int index, List<FieldVector> vectors) {
        if (!type.isInstance(row)) {
            throw PeltonException.user("Cannot make a batch: expected a " + type.getSimpleName() + " but row " + index
                    + " is " + (row == null ? "null" : "a " + row.getClass().getName()) + ".");
        }
        for (int c = 0; c < types.size(); c++) {
            types.get(c).write(vectors.get(c), index, component(row, c));
        }
    }

    /** Writes one instance as the fields of a struct. */
    void writeStruct(List<FieldVector> children, int index, Record row) {
        for (int c = 0; c < types.size(); c++) {
            types.get(c).write(children.get(c), index, component(row, c));
        }
    }

    private @Nullable Object component(Record row, int c) {
        try {
            return accessors.get(c).invoke(row);
        } catch (InvocationTargetException e) {
            String name = accessors.get(c).getName();
            throw PeltonException.user(
                    "Cannot read " + type.getSimpleName() + "." + name + ": its accessor failed.", e);
        } catch (IllegalAccessException e) {
            throw new PeltonException(ErrorKind.INTERNAL, "Cannot read " + accessors.get(c), e);
        }
    }
}
