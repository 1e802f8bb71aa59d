// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A picture that Java's own readers decoded: PNG, GIF, BMP, TIFF, and what plug-ins on the class path add. */
final class BufferedPicture implements Picture {
    private final BufferedImage image;

    private BufferedPicture(BufferedImage image) {
        this.image = image;
    }

    /**
     * Decodes the first image.
     *
     * @param maxPixels the most that it may have
     */
    static Picture decode(ByteBuffer bytes, long maxPixels) throws UnreadableImageException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(copy))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new UnreadableImageException("expected a JPEG, PNG, WebP, GIF, BMP or TIFF image but found "
                        + copy.length + " bytes of another kind");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                Pictures.requirePixels(reader.getWidth(0), reader.getHeight(0), maxPixels);
                return new BufferedPicture(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) { // readers throw many kinds on bad data
            throw new UnreadableImageException("expected an image but found one that cannot be decoded (" + e + ")", e);
        }
    }

    @Override
    public int width() {
        return image.getWidth();
    }

    @Override
    public int height() {
        return image.getHeight();
    }

    @Override
    public void copyRow(int y, int from, int count, int[] pixels) {
        image.getRGB(from, y, count, 1, pixels, 0, count);
        for (int i = 0; i < count; i++) {
            pixels[i] <<= 8;
        }
    }

    @Override
    public void close() {
        image.flush();
    }
}
