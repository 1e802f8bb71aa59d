// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.OperatorContext;
import io.pelton.inference.internal.image.Geometry;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * All that an image decoding is asked to do.
 *
 * @param scaling what becomes of levels; null to keep them as bytes
 * @param maxPixels the most that an image may have
 * @param reduces whether JPEGs may be decoded at less than their size
 * @param unreadableAsNull whether images that cannot be read become nulls
 */
public record ImageDecoding(
        String from,
        String into,
        Geometry geometry,
        @Nullable Scaling scaling,
        long maxPixels,
        boolean reduces,
        boolean unreadableAsNull) {
    /**
     * How levels become floats: {@code (level / 255 - mean) / deviation}, by colour.
     *
     * @param mean of red, green and blue
     * @param deviation of red, green and blue
     */
    public record Scaling(List<Float> mean, List<Float> deviation) {
        public Scaling {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
        }

        float[][] tables() {
            float[][] tables = new float[3][256];
            for (int colour = 0; colour < 3; colour++) {
                for (int level = 0; level < 256; level++) {
                    tables[colour][level] = (level / 255f - mean.get(colour)) / deviation.get(colour);
                }
            }
            return tables;
        }
    }

    /** Whether a column of this field can hold images. */
    public static boolean isBytes(Field field) {
        return BytesColumn.isBytes(field.getType());
    }

    /** The column of pixels. */
    Field field() {
        return PixelColumn.field(into, geometry.height(), geometry.width(), scaling != null);
    }

    float @Nullable [][] values() {
        return scaling == null ? null : scaling.tables();
    }

    /** The schema of a batch that pixels were added to. */
    public Schema outputSchema(Schema input) {
        return Schemas.append(input, List.of(field()));
    }

    /** Opens the decoding for one actor. */
    public BatchFunction open(OperatorContext context) {
        return new ImageFunction(this, context.allocator(), context.counters());
    }
}
