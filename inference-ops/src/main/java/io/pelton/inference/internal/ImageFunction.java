// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Counters;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.inference.internal.image.Pictures;
import io.pelton.inference.internal.image.UnreadableImageException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** Decodes the images of a batch, one after the other, into a column of pixels. */
final class ImageFunction implements BatchFunction {
    private final ImageDecoding decoding;
    private final Pictures pictures;
    private final BufferAllocator allocator;
    private final Counters counters;
    private final byte[] levels;

    ImageFunction(ImageDecoding decoding, BufferAllocator allocator, Counters counters) {
        this.decoding = decoding;
        this.pictures = new Pictures(decoding.geometry(), decoding.maxPixels(), decoding.reduces());
        this.allocator = allocator;
        this.counters = counters;
        this.levels = new byte[decoding.geometry().values()];
    }

    @Override
    public RecordBatch apply(RecordBatch input) {
        FieldVector images = input.column(decoding.from());
        PixelColumn pixels = new PixelColumn(decoding.field(), decoding.values(), input.rowCount(), allocator);
        try {
            for (int row = 0; row < input.rowCount(); row++) {
                ByteBuffer bytes = BytesColumn.bytes(images, row);
                if (bytes == null || !read(bytes, row)) {
                    pixels.setNull(row);
                } else {
                    pixels.set(row, levels);
                }
            }
            counters.add("images.decoded", input.rowCount());
            return input.append(List.of(pixels.finish()));
        } catch (RuntimeException | Error e) {
            pixels.close();
            throw e;
        }
    }

    private boolean read(ByteBuffer bytes, int row) {
        try {
            pictures.read(bytes, levels);
            return true;
        } catch (UnreadableImageException e) {
            if (decoding.unreadableAsNull()) {
                counters.add("images.unreadable", 1);
                return false;
            }
            throw PeltonException.user(
                    "Cannot decode column '" + decoding.from() + "', row " + row + " of the batch: " + e.getMessage()
                            + ". Leave such rows out, or make their pixels null with ImageDecode.unreadableAsNull()"
                            + " (and let larger images in with ImageDecode.maxPixels(..)).",
                    e);
        }
    }
}
