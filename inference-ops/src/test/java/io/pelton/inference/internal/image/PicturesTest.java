// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.inference.TestImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PicturesTest {
    private static final long MANY = 10_000_000;
    private static final Geometry SMALL = new Geometry(40, 32, 24);

    private static byte[] read(Geometry geometry, boolean reduces, byte[] bytes) throws UnreadableImageException {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
        direct.put(0, bytes);
        byte[] levels = new byte[geometry.values()];
        new Pictures(geometry, MANY, reduces).read(direct, levels);
        return levels;
    }

    /** Antialiased bilinear by its definition: each pixel of the result is a weighted mean of all of the source. */
    private static byte[] expected(BufferedImage image, Geometry geometry) {
        Geometry.Window window = geometry.window(image.getWidth(), image.getHeight());
        double[][] across = weights(image.getWidth(), window.resizedWidth(), window.left(), window.width());
        double[][] down = weights(image.getHeight(), window.resizedHeight(), window.top(), window.height());
        byte[] levels = new byte[geometry.values()];
        int at = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            for (double[] rows : down) {
                for (double[] columns : across) {
                    levels[at++] = (byte) Math.round(mean(image, rows, columns, shift));
                }
            }
        }
        return levels;
    }

    private static double mean(BufferedImage image, double[] rows, double[] columns, int shift) {
        double sum = 0;
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; rows[y] > 0 && x < columns.length; x++) {
                if (columns[x] > 0) {
                    sum += rows[y] * columns[x] * (image.getRGB(x, y) >> shift & 0xFF);
                }
            }
        }
        return sum;
    }

    private static double[][] weights(int source, int target, int from, int count) {
        double[][] weights = new double[count][source];
        double scale = (double) source / target;
        for (int i = 0; i < count; i++) {
            double center = (from + i + 0.5) * scale;
            for (int x = 0; x < source; x++) {
                weights[i][x] = Math.max(0, 1 - Math.abs(x + 0.5 - center) / Math.max(1, scale));
            }
            double sum = Arrays.stream(weights[i]).sum();
            for (int x = 0; x < source; x++) {
                weights[i][x] /= sum;
            }
        }
        return weights;
    }

    private static int mostApart(byte[] one, byte[] other) {
        assertThat(one).hasSameSizeAs(other);
        int most = 0;
        for (int i = 0; i < one.length; i++) {
            most = Math.max(most, Math.abs((one[i] & 0xFF) - (other[i] & 0xFF)));
        }
        return most;
    }

    @ParameterizedTest
    @CsvSource({"200, 90", "77, 131", "40, 40", "41, 300", "30, 17", "1, 1", "3, 400"})
    void aResizedImageIsWithinOneLevelOfItsDefinition(int width, int height) throws Exception {
        BufferedImage image = TestImages.smooth(width, height, width);
        for (int i = 0; i < width * height / 7; i++) { // a few sharp edges
            image.setRGB(i * 31 % width, i * 17 % height, i % 2 == 0 ? 0xFFFFFF : 0x00FF00);
        }

        byte[] found = read(SMALL, true, TestImages.encode(image, "png"));

        assertThat(mostApart(found, expected(image, SMALL))).isLessThanOrEqualTo(1);
    }

    @Test
    void whiteStaysWhiteAndBlackStaysBlackAtEverySize() throws Exception {
        for (int size = 1; size < 120; size += 7) {
            for (int colour : new int[] {0xFFFFFF, 0}) {
                BufferedImage image = TestImages.plain(size, 130 - size, BufferedImage.TYPE_INT_RGB, colour);

                byte[] found = read(SMALL, true, TestImages.encode(image, "png"));

                assertThat(found).containsOnly((byte) colour);
            }
        }
    }

    @Test
    void aStretchedImageIsShownWhole() throws Exception {
        Geometry stretched = new Geometry(0, 20, 50);
        BufferedImage image = TestImages.smooth(100, 100, 3);

        byte[] found = read(stretched, true, TestImages.encode(image, "png"));

        assertThat(mostApart(found, expected(image, stretched))).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9})
    void aJpegDecodedAtLessThanItsSizeLooksTheSame(int times) throws Exception {
        BufferedImage image = TestImages.smooth(40 * times + 3, 56 * times + 1, times);

        byte[] reduced = read(SMALL, true, TestImages.jpeg(image));
        byte[] full = read(SMALL, false, TestImages.jpeg(image));

        assertThat(mostApart(full, expected(image, SMALL))).isLessThanOrEqualTo(4);
        assertThat(mostApart(reduced, full)).isLessThanOrEqualTo(4);
    }

    @Test
    void aJpegIsReducedAsFarAsLeavesEnoughPixels() {
        assertThat(reduction(511, 2000)).isEqualTo(1);
        assertThat(reduction(512, 2000)).isEqualTo(2);
        assertThat(reduction(2000, 1023)).isEqualTo(2);
        assertThat(reduction(1024, 1024)).isEqualTo(4);
        assertThat(reduction(4000, 3000)).isEqualTo(8);
        assertThat(reduction(100, 100)).isEqualTo(1);
    }

    private static int reduction(int width, int height) {
        Geometry geometry = new Geometry(256, 224, 224);
        return Geometry.reduction(geometry.window(width, height), width, height);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPhotoIsTurnedUprightAsItsCameraSays(int orientation) throws Exception {
        BufferedImage upright = TestImages.smooth(160, 220, 5);
        BufferedImage stored = stored(upright, orientation);

        byte[] jpeg = TestImages.oriented(TestImages.jpeg(stored), orientation, orientation % 2 == 0);

        assertThat(mostApart(read(SMALL, true, jpeg), expected(upright, SMALL))).isLessThanOrEqualTo(4);
    }

    /** What a camera held that way stores, by EXIF's own words for each number: where row 0 and column 0 are. */
    private static BufferedImage stored(BufferedImage upright, int orientation) {
        int w = upright.getWidth();
        int h = upright.getHeight();
        boolean turned = orientation >= 5;
        BufferedImage stored = new BufferedImage(turned ? h : w, turned ? w : h, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < stored.getHeight(); y++) {
            for (int x = 0; x < stored.getWidth(); x++) {
                int pixel =
                        switch (orientation) {
                            case 2 -> upright.getRGB(w - 1 - x, y); // top, right
                            case 3 -> upright.getRGB(w - 1 - x, h - 1 - y); // bottom, right
                            case 4 -> upright.getRGB(x, h - 1 - y); // bottom, left
                            case 5 -> upright.getRGB(y, x); // left, top
                            case 6 -> upright.getRGB(w - 1 - y, x); // right, top
                            case 7 -> upright.getRGB(w - 1 - y, h - 1 - x); // right, bottom
                            case 8 -> upright.getRGB(y, h - 1 - x); // left, bottom
                            default -> upright.getRGB(x, y); // top, left
                        };
                stored.setRGB(x, y, pixel);
            }
        }
        return stored;
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "tiff"})
    void otherFormatsAreReadToo(String format) throws Exception {
        BufferedImage image = TestImages.plain(60, 50, BufferedImage.TYPE_INT_RGB, 0xC86432);

        byte[] found = read(SMALL, true, TestImages.encode(image, format));

        assertThat(mostApart(found, expected(image, SMALL))).isLessThanOrEqualTo(1);
    }

    @Test
    void webPIsRead() throws Exception {
        BufferedImage image = TestImages.plain(60, 50, BufferedImage.TYPE_INT_RGB, 0xC86432);

        byte[] found = read(SMALL, true, webP(TestImages.encode(image, "png")));

        assertThat(mostApart(found, expected(image, SMALL))).isLessThanOrEqualTo(6);
    }

    private static byte[] webP(byte[] png) {
        PIX pix = leptonica.pixReadMem(png, png.length);
        try (BytePointer bytes = new BytePointer((org.bytedeco.javacpp.Pointer) null);
                SizeTPointer size = new SizeTPointer(1)) {
            leptonica.pixWriteMemWebP(bytes, size, pix, 95, 0);
            byte[] copy = new byte[(int) size.get()];
            bytes.capacity(size.get()).get(copy);
            leptonica.lept_free(bytes);
            return copy;
        } finally {
            leptonica.pixDestroy(pix);
        }
    }

    @Test
    void greyscaleBecomesColour() throws Exception {
        BufferedImage grey = TestImages.plain(60, 50, BufferedImage.TYPE_BYTE_GRAY, 0xFF808080);
        int level = grey.getRaster().getSample(0, 0, 0);

        assertThat(read(SMALL, true, TestImages.jpeg(grey))).containsOnly((byte) level);
    }

    @Test
    void aProgressiveJpegLooksLikeAnyOther() throws Exception {
        BufferedImage image = TestImages.smooth(150, 100, 8);

        byte[] found = read(SMALL, true, TestImages.progressiveJpeg(image));

        assertThat(mostApart(found, read(SMALL, true, TestImages.jpeg(image)))).isLessThanOrEqualTo(2);
    }

    @Test
    void inksBecomeColours() throws Exception {
        byte[] found = read(SMALL, true, TestImages.cmykJpeg(64, 64, 200, 100, 50, 255));

        int plane = SMALL.values() / 3;
        assertThat(new int[] {found[0] & 0xFF, found[plane] & 0xFF, found[2 * plane] & 0xFF})
                .satisfies(rgb -> assertThat(Math.abs(rgb[0] - 200)).isLessThan(4))
                .satisfies(rgb -> assertThat(Math.abs(rgb[1] - 100)).isLessThan(4))
                .satisfies(rgb -> assertThat(Math.abs(rgb[2] - 50)).isLessThan(4));
    }

    @Test
    void transparencyIsDropped() throws Exception {
        BufferedImage image = TestImages.plain(60, 50, BufferedImage.TYPE_INT_ARGB, 0x40FF0000);

        byte[] found = read(SMALL, true, TestImages.encode(image, "png"));

        assertThat(found[0]).isEqualTo((byte) 255);
        assertThat(found[SMALL.values() - 1]).isZero();
    }

    @Test
    void anImageThatBreaksOffIsRefused() throws Exception {
        byte[] jpeg = TestImages.jpeg(TestImages.smooth(300, 200, 1));

        assertThatThrownBy(() -> read(SMALL, true, Arrays.copyOf(jpeg, jpeg.length / 2)))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("expected a whole JPEG but found one that breaks off after");
        assertThatThrownBy(() -> read(SMALL, true, Arrays.copyOf(jpeg, 100)))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("no size before its pixels");
        byte[] png = TestImages.encode(TestImages.smooth(300, 200, 1), "png");
        assertThatThrownBy(() -> read(SMALL, true, Arrays.copyOf(png, png.length / 2)))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("cannot be decoded");
    }

    @Test
    void bytesBehindAnImageDoNotMatter() throws Exception {
        byte[] jpeg = TestImages.jpeg(TestImages.smooth(300, 200, 1));

        byte[] found = read(SMALL, true, Arrays.copyOf(jpeg, jpeg.length + 1000));

        assertThat(found).isEqualTo(read(SMALL, true, jpeg));
    }

    @Test
    void bytesThatAreNoImageAreRefused() {
        assertThatThrownBy(() -> read(SMALL, true, "<html>not found</html>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("expected a JPEG, PNG, WebP, GIF, BMP or TIFF image but found 22 bytes");
        assertThatThrownBy(() -> read(SMALL, true, new byte[0]))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("found no bytes");
    }

    @Test
    void anImageThatClaimsTooManyPixelsIsRefusedBeforeItsMemoryIsTaken() throws Exception {
        byte[] png = TestImages.encode(TestImages.smooth(30, 20, 1), "png");
        Arrays.fill(png, 16, 24, (byte) 0x7F); // width and height
        byte[] jpeg = TestImages.jpeg(TestImages.smooth(30, 20, 1));
        int size = sizeMarker(jpeg);
        Arrays.fill(jpeg, size + 5, size + 9, (byte) 0xFF);

        assertThatThrownBy(() -> read(SMALL, true, jpeg))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("expected an image of 1 to 10000000 pixels but found one of 65535 x 65535");
        assertThatThrownBy(() -> read(SMALL, true, png)).isInstanceOf(UnreadableImageException.class);
    }

    private static int sizeMarker(byte[] jpeg) {
        int at = 0;
        while ((jpeg[at] & 0xFF) != 0xFF || (jpeg[at + 1] & 0xFF) != 0xC0) {
            at++;
        }
        return at;
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "progressive", "png", "webp", "gif"})
    void damagedImagesAreReadOrRefusedAndNeverWorse(String format) throws Exception {
        byte[] whole = encoded(format);
        Random random = new Random(11);

        for (int round = 0; round < 150; round++) {
            byte[] damaged = Arrays.copyOf(whole, round % 3 == 0 ? 1 + random.nextInt(whole.length) : whole.length);
            for (int change = 0; change <= round % 5; change++) {
                int head = round % 2 == 0 ? Math.min(damaged.length, 200) : damaged.length;
                damaged[random.nextInt(head)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(read(SMALL, round % 4 < 2, damaged)).hasSize(SMALL.values());
            } catch (UnreadableImageException e) {
                assertThat(e).hasMessageContaining("expected ");
            }
        }
    }

    private static byte[] encoded(String format) throws IOException {
        BufferedImage image = TestImages.smooth(120, 90, 4);
        return switch (format) {
            case "jpeg" -> TestImages.oriented(TestImages.jpeg(image), 6, false);
            case "progressive" -> TestImages.progressiveJpeg(image);
            case "webp" -> webP(TestImages.encode(image, "png"));
            default -> TestImages.encode(image, format);
        };
    }
}
