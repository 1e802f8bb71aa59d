// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Small images, drawn and encoded by hand. */
public final class TestImages {
    private TestImages() {}

    /** An image that is smooth, as photographs are, and looks different whichever way it is turned. */
    public static BufferedImage smooth(int width, int height, int seed) {
        Random random = new Random(seed);
        double[] waves = random.doubles(9, 0.5, 2.5).toArray();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = 0;
                for (int colour = 0; colour < 3; colour++) {
                    double value = 120
                            + 60.0 * x / width
                            + 40 * Math.sin(waves[3 * colour] * 3 * y / height + waves[3 * colour + 1] * x / width)
                            - 30.0 * y / height * waves[3 * colour + 2] / 2.5;
                    pixel = pixel << 8 | (int) Math.max(0, Math.min(255, value));
                }
                image.setRGB(x, y, pixel);
            }
        }
        return image;
    }

    /** An image of one colour. */
    public static BufferedImage plain(int width, int height, int type, int argb) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, argb);
            }
        }
        return image;
    }

    /** An image without loss. */
    public static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("no writer for " + format);
        }
        return bytes.toByteArray();
    }

    /** A JPEG of high quality. */
    public static byte[] jpeg(BufferedImage image) throws IOException {
        return jpeg(new IIOImage(image, null, null), false);
    }

    /** A JPEG whose scans refine each other. */
    public static byte[] progressiveJpeg(BufferedImage image) throws IOException {
        return jpeg(new IIOImage(image, null, null), true);
    }

    /** A JPEG of one colour in four inks, inverted and marked as Adobe's programs write them. */
    public static byte[] cmykJpeg(int width, int height, int... inks) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                raster.setPixel(x, y, inks);
            }
        }
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        return withSegment(jpeg(new IIOImage(raster, null, null), false), 0xEE, adobe);
    }

    private static byte[] jpeg(IIOImage image, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(0.98f);
        settings.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, image, settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The same JPEG with an EXIF segment that holds its orientation. */
    public static byte[] oriented(byte[] jpeg, int orientation, boolean littleEndian) {
        byte[] big = {
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] little = {
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'I',
            'I',
            42,
            0,
            8,
            0,
            0,
            0,
            1,
            0,
            0x12,
            0x01,
            3,
            0,
            1,
            0,
            0,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0,
            0
        };
        return withSegment(jpeg, 0xE1, littleEndian ? little : big);
    }

    private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(jpeg, 0, 2);
        bytes.write(0xFF);
        bytes.write(marker);
        bytes.write(0);
        bytes.write(content.length + 2);
        bytes.writeBytes(content);
        bytes.write(jpeg, 2, jpeg.length - 2);
        return bytes.toByteArray();
    }
}
