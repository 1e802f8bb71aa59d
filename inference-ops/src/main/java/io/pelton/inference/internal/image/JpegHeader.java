// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the markers before a JPEG's pixels say.
 *
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param orientation how to turn them upright
 */
record JpegHeader(int width, int height, Orientation orientation) {
    private static final int ORIENTATION_TAG = 0x0112;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    static boolean isJpeg(ByteBuffer bytes) {
        return bytes.limit() > 3 && unsignedShort(bytes, 0) == 0xFFD8 && (bytes.get(2) & 0xFF) == 0xFF;
    }

    /** Reads up to the marker that has the size. */
    static JpegHeader read(ByteBuffer bytes) throws UnreadableImageException {
        Orientation orientation = Orientation.UPRIGHT;
        int at = 2;
        while (at + 4 <= bytes.limit()) {
            int marker = bytes.get(at + 1) & 0xFF;
            if ((bytes.get(at) & 0xFF) != 0xFF || marker == 0xFF) {
                at++; // filler between markers
            } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {
                at += 2;
            } else if (isSize(marker) && at + 9 <= bytes.limit()) {
                return new JpegHeader(unsignedShort(bytes, at + 7), unsignedShort(bytes, at + 5), orientation);
            } else if (marker == 0xDA || marker == 0xD9) {
                break;
            } else {
                int length = unsignedShort(bytes, at + 2);
                if (marker == 0xE1 && at + 2 + length <= bytes.limit()) {
                    orientation = orientation(bytes.slice(at + 4, Math.max(0, length - 2)), orientation);
                }
                at += 2 + length;
            }
        }
        throw new UnreadableImageException("expected a JPEG but found no size before its pixels");
    }

    private static boolean isSize(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    /** The orientation in an EXIF segment; another if it has none. */
    private static Orientation orientation(ByteBuffer segment, Orientation otherwise) {
        if (segment.limit() < EXIF.length + 8 || !segment.slice(0, EXIF.length).equals(ByteBuffer.wrap(EXIF))) {
            return otherwise;
        }
        ByteBuffer tiff = segment.slice(EXIF.length, segment.limit() - EXIF.length);
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = tiff.getInt(4) & 0xFFFFFFFFL;
        if (directory + 2 > tiff.limit()) {
            return otherwise;
        }
        int first = (int) directory + 2;
        int entries = Math.min(tiff.getShort((int) directory) & 0xFFFF, (tiff.limit() - first) / 12);
        for (int entry = first; entry < first + 12 * entries; entry += 12) {
            if ((tiff.getShort(entry) & 0xFFFF) == ORIENTATION_TAG) {
                return Orientation.ofExif(tiff.getShort(entry + 8) & 0xFFFF);
            }
        }
        return otherwise;
    }

    private static int unsignedShort(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xFF) << 8 | (bytes.get(at + 1) & 0xFF);
    }
}
