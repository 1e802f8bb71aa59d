// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.internal.TypeNames;
import io.pelton.inference.internal.ImageDecoding;
import io.pelton.inference.internal.ImageDecoding.Scaling;
import io.pelton.inference.internal.image.Geometry;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Adds a column of pixels, {@code [3, height, width]} for each image of a column of bytes: what models of images take.
 * Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * photos.infer(ImageDecode.from("image").into("pixels").resize(256).centerCrop(224).normalizeImageNet(),
 *         Compute.tasks(8))
 *     .infer(OnnxModel.fromPath("resnet18.onnx").bind("input", "pixels").output("logits", "logits"),
 *         Compute.actors(1, 8))
 *     .infer(Classification.from("logits").into("label", "score"), Compute.tasks(8));
 * }</pre>
 *
 * <p><b>Images.</b> JPEG, PNG, WebP, GIF, BMP and TIFF, and what ImageIO plug-ins on the class path read; of several in
 * one the first. Greyscale and CMYK become red, green and blue; transparency is dropped, as Pillow drops it. A JPEG's
 * EXIF orientation is followed. Null bytes give null pixels.
 *
 * <p><b>Pixels.</b> First all red ones, row by row, then green, then blue: floats from 0 to 1, or what {@link #normalize}
 * makes of them, or with {@link #bytes} unsigned bytes. Resizing is antialiased bilinear as Pillow and torchvision do it,
 * equal to theirs within one level of 255. JPEGs are decoded at a half, a quarter or an eighth of their size where that
 * leaves at least as many pixels as the resized image has, which takes a fraction of the time and moves levels by about
 * one on average; {@link #fullDecoding} turns it off.
 *
 * <p><b>Bad images</b> fail the row, unless {@link #unreadableAsNull} is set: bytes of no known format, images that break
 * off or have more than {@link #maxPixels}.
 *
 * <p>Counts {@code images.decoded} and {@code images.unreadable}.
 */
public final class ImageDecode implements Operator {
    private static final int MAX_SIDE = 8192;
    private static final int BATCH_ROWS = 32;
    private static final long BATCH_BYTES = 5L << 20;
    private static final Scaling PLAIN = new Scaling(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    private static final float[] IMAGENET_MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] IMAGENET_DEVIATION = {0.229f, 0.224f, 0.225f};

    private final ImageDecoding decoding;

    private ImageDecode(ImageDecoding decoding) {
        this.decoding = decoding;
    }

    /**
     * Decodes the images of a column into a column {@code pixels}: their shorter side becomes 256, and the middle is cut
     * out, 224 by 224.
     *
     * @param column holds bytes
     */
    public static ImageDecode from(String column) {
        requireNonNull(column, "column");
        return new ImageDecode(
                new ImageDecoding(column, "pixels", new Geometry(256, 224, 224), PLAIN, 100_000_000, true, false));
    }

    /** The column of pixels. A column of that name is replaced. */
    public ImageDecode into(String column) {
        requireNonNull(column, "column");
        return with(decoding.geometry(), decoding.scaling(), column);
    }

    /** What the shorter side of an image becomes; the longer keeps its proportion. */
    public ImageDecode resize(int shorterSide) {
        check(shorterSide >= 1 && shorterSide <= MAX_SIDE, "a side of 1 to " + MAX_SIDE, shorterSide);
        Geometry old = decoding.geometry();
        return with(new Geometry(shorterSide, old.height(), old.width()), decoding.scaling(), decoding.into());
    }

    /** Cuts a square out of the middle of the resized image. */
    public ImageDecode centerCrop(int side) {
        return centerCrop(side, side);
    }

    /** Cuts the middle out of the resized image. */
    public ImageDecode centerCrop(int height, int width) {
        checkSides(height, width);
        Geometry old = decoding.geometry();
        int shorter = old.shorter() == 0 ? Math.max(height, width) : old.shorter();
        return with(new Geometry(shorter, height, width), decoding.scaling(), decoding.into());
    }

    /** Resizes the whole image, whatever its proportions, and cuts nothing off. */
    public ImageDecode stretch(int height, int width) {
        checkSides(height, width);
        return with(new Geometry(0, height, width), decoding.scaling(), decoding.into());
    }

    private static void checkSides(int height, int width) {
        check(height >= 1 && height <= MAX_SIDE, "a height of 1 to " + MAX_SIDE, height);
        check(width >= 1 && width <= MAX_SIDE, "a width of 1 to " + MAX_SIDE, width);
    }

    /**
     * Gives floats of {@code (value - mean) / deviation}, where values go from 0 to 1.
     *
     * @param mean of red, green and blue
     * @param deviation of red, green and blue; none is 0
     */
    public ImageDecode normalize(float[] mean, float[] deviation) {
        check(mean.length == 3, "a mean of red, green and blue", mean.length + " values");
        check(deviation.length == 3, "a deviation of red, green and blue", deviation.length + " values");
        for (float d : deviation) {
            check(d != 0 && Float.isFinite(d), "deviations other than 0", d);
        }
        Scaling scaling =
                new Scaling(List.of(mean[0], mean[1], mean[2]), List.of(deviation[0], deviation[1], deviation[2]));
        return with(decoding.geometry(), scaling, decoding.into());
    }

    /** As {@link #normalize}, with the means and deviations of ImageNet, which most published models were trained with. */
    public ImageDecode normalizeImageNet() {
        return normalize(IMAGENET_MEAN, IMAGENET_DEVIATION);
    }

    /** Gives unsigned bytes, 0 to 255, for models that normalise themselves: a quarter of the memory. */
    public ImageDecode bytes() {
        return with(decoding.geometry(), null, decoding.into());
    }

    /** The most pixels that an image may have, 100 million unless set: what bounds the memory that one takes. */
    public ImageDecode maxPixels(long pixels) {
        check(pixels >= 1 && pixels <= Integer.MAX_VALUE / 4, "1 to " + Integer.MAX_VALUE / 4 + " pixels", pixels);
        return new ImageDecode(new ImageDecoding(
                decoding.from(),
                decoding.into(),
                decoding.geometry(),
                decoding.scaling(),
                pixels,
                decoding.reduces(),
                decoding.unreadableAsNull()));
    }

    /** Decodes JPEGs at their full size, however small the result. */
    public ImageDecode fullDecoding() {
        return new ImageDecode(new ImageDecoding(
                decoding.from(),
                decoding.into(),
                decoding.geometry(),
                decoding.scaling(),
                decoding.maxPixels(),
                false,
                decoding.unreadableAsNull()));
    }

    /** Gives null pixels for images that cannot be read, instead of failing. */
    public ImageDecode unreadableAsNull() {
        return new ImageDecode(new ImageDecoding(
                decoding.from(),
                decoding.into(),
                decoding.geometry(),
                decoding.scaling(),
                decoding.maxPixels(),
                decoding.reduces(),
                true));
    }

    private ImageDecode with(Geometry geometry, @Nullable Scaling scaling, String into) {
        return new ImageDecode(new ImageDecoding(
                decoding.from(),
                into,
                geometry,
                scaling,
                decoding.maxPixels(),
                decoding.reduces(),
                decoding.unreadableAsNull()));
    }

    private static void check(boolean holds, String expected, Object found) {
        if (!holds) {
            throw PeltonException.user(
                    "Cannot set up image decoding: expected " + expected + " but found " + found + ".");
        }
    }

    @Override
    public String name() {
        return "ImageDecode " + decoding.from();
    }

    @Override
    public Schema outputSchema(Schema input) {
        Geometry geometry = decoding.geometry();
        int needed = Math.max(geometry.height(), geometry.width());
        if (geometry.shorter() != 0 && geometry.shorter() < needed) {
            throw PeltonException.user("Cannot run '" + name() + "': expected a shorter side of at least " + needed
                    + ", to cut " + geometry.height() + " x " + geometry.width() + " out, but found "
                    + geometry.shorter() + ". Make it larger with ImageDecode.resize(..), or cut less out.");
        }
        Field field = input.getFields().stream()
                .filter(f -> f.getName().equals(decoding.from()))
                .findFirst()
                .orElseThrow(() -> PeltonException.user("Cannot run '" + name() + "': expected a column '"
                        + decoding.from() + "' but the input has "
                        + input.getFields().stream().map(Field::getName).toList()
                        + ". Name the column of images in ImageDecode.from(..)."));
        if (!ImageDecoding.isBytes(field)) {
            throw PeltonException.user("Cannot run '" + name() + "': expected bytes but column '" + decoding.from()
                    + "' holds " + TypeNames.of(field) + ". Name a column of images' bytes in ImageDecode.from(..).");
        }
        return decoding.outputSchema(input);
    }

    @Override
    public Output output() {
        return Output.KEEPS_INPUT;
    }

    @Override
    public Set<String> requiredColumns(Schema input) {
        return Set.of(decoding.from());
    }

    @Override
    public String fingerprint() {
        return "ImageDecode " + decoding;
    }

    @Override
    public int preferredBatchRows() {
        long rowBytes = (long) decoding.geometry().values() * (decoding.scaling() == null ? 1 : Float.BYTES);
        return (int) Math.max(1, Math.min(BATCH_ROWS, BATCH_BYTES / rowBytes));
    }

    @Override
    public boolean cpuBound() {
        return true;
    }

    @Override
    public boolean leavesInput() {
        return true;
    }

    @Override
    public BatchFunction open(OperatorContext context) {
        return decoding.open(context);
    }

    @Override
    public String toString() {
        return name();
    }
}
