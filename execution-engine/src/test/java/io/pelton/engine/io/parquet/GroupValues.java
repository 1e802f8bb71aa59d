// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Reads a file with parquet-mr's own example reader: another road to the values than any of ours. */
final class GroupValues {
    private GroupValues() {}

    static List<List<Object>> read(Path file, Schema schema) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        try (ParquetFileReader reader = open(file)) {
            MessageType message = reader.getFileMetaData().getSchema();
            PageReadStore pages;
            while ((pages = reader.readNextRowGroup()) != null) {
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(message)
                        .getRecordReader(pages, new GroupRecordConverter(message));
                for (long row = 0; row < pages.getRowCount(); row++) {
                    rows.add(fields(schema.getFields(), records.read()));
                }
            }
        }
        return rows;
    }

    static ParquetFileReader open(Path file) throws IOException {
        return ParquetFileReader.open(
                new LocalInputFile(file),
                HadoopReadOptions.builder(new org.apache.hadoop.conf.Configuration())
                        .usePageChecksumVerification(true)
                        .build());
    }

    private static List<Object> fields(List<Field> fields, Group group) {
        List<Object> values = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            values.add(group.getFieldRepetitionCount(f) == 0 ? null : value(fields.get(f), group, f));
        }
        return values;
    }

    private static Object value(Field field, Group group, int f) {
        ArrowType type = field.getType();
        switch (type.getTypeID()) {
            case Struct:
                return fields(field.getChildren(), group.getGroup(f, 0));
            case List:
            case LargeList:
            case FixedSizeList:
                return items(group.getGroup(f, 0), field.getChildren(), false);
            case Map:
                return items(group.getGroup(f, 0), field.getChildren().get(0).getChildren(), true);
            default:
                return leaf(field, group, f);
        }
    }

    private static List<Object> items(Group list, List<Field> inner, boolean isMap) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            List<Object> item = fields(inner, list.getGroup(0, i));
            items.add(isMap ? item : item.get(0));
        }
        return items;
    }

    private static Object leaf(Field field, Group group, int f) {
        ArrowType type = field.getType();
        switch (type.getTypeID()) {
            case Int:
                ArrowType.Int integer = (ArrowType.Int) type;
                long number = integral(group, f);
                return integer.getIsSigned() || integer.getBitWidth() == 64 ? number : number & 0xffffffffL;
            case FloatingPoint:
                return floating(((ArrowType.FloatingPoint) type).getPrecision(), group, f);
            case Bool:
                return group.getBoolean(f, 0);
            case Utf8:
            case LargeUtf8:
            case Utf8View:
                return group.getString(f, 0);
            case Binary:
            case LargeBinary:
            case FixedSizeBinary:
                return group.getBinary(f, 0).toByteBuffer();
            case Decimal:
                return decimal((ArrowType.Decimal) type, group, f);
            case Time:
                return integral(group, f) / (((ArrowType.Time) type).getUnit() == TimeUnit.SECOND ? 1000 : 1);
            case Timestamp:
                return integral(group, f) / (((ArrowType.Timestamp) type).getUnit() == TimeUnit.SECOND ? 1000 : 1);
            default:
                return integral(group, f);
        }
    }

    private static Object floating(FloatingPointPrecision precision, Group group, int f) {
        return switch (precision) {
            case HALF -> {
                byte[] bytes = group.getBinary(f, 0).getBytes();
                yield (long) (bytes[0] & 0xff | (bytes[1] & 0xff) << 8);
            }
            case SINGLE -> group.getFloat(f, 0);
            case DOUBLE -> group.getDouble(f, 0);
        };
    }

    private static BigDecimal decimal(ArrowType.Decimal type, Group group, int f) {
        if (type.getPrecision() <= 18) {
            return BigDecimal.valueOf(integral(group, f), type.getScale());
        }
        Binary binary = group.getBinary(f, 0);
        return new BigDecimal(new BigInteger(binary.getBytes()), type.getScale());
    }

    private static long integral(Group group, int f) {
        PrimitiveTypeName name = group.getType().getType(f).asPrimitiveType().getPrimitiveTypeName();
        return name == PrimitiveTypeName.INT32 ? group.getInteger(f, 0) : group.getLong(f, 0);
    }
}
