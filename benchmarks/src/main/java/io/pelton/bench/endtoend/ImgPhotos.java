// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Photographs as they lie in a collection: JPEGs of 500 to 1000 pixels a side, cut out of a few large real ones, each another
 * part at another scale. The same every time.
 */
final class ImgPhotos {
    private static final Path SCRIPT = Path.of("benchmarks", "inputs", "photos.sh");
    private static final int LEAST_SIDE = 500;
    private static final int MOST_SIDE = 1000;
    private static final double MOST_SHRINKING = 1.6;
    private static final float QUALITY = 0.9f;

    private final List<BufferedImage> originals;

    private ImgPhotos(List<BufferedImage> originals) {
        this.originals = originals;
    }

    /** Loads the large photographs, which are fetched if the folder has none. */
    static ImgPhotos in(Path folder) throws Exception {
        if (!Files.isDirectory(folder)) {
            fetch(folder);
        }
        List<BufferedImage> originals = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                BufferedImage image = ImageIO.read(file.toFile());
                if (image != null && Math.min(image.getWidth(), image.getHeight()) >= MOST_SIDE) {
                    originals.add(image);
                }
            }
        }
        if (originals.isEmpty()) {
            throw new IllegalStateException("Cannot cut photographs: expected JPEGs of " + MOST_SIDE
                    + " pixels and more but found none [" + folder + "]. Put some there, or remove the folder.");
        }
        return new ImgPhotos(originals);
    }

    private static void fetch(Path folder) throws IOException, InterruptedException {
        if (!Files.exists(SCRIPT)) {
            throw new IllegalStateException(
                    "Cannot find " + SCRIPT + ": start the benchmark in a checkout of Pelton, as ./pelton bench does.");
        }
        Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
        Process script = new ProcessBuilder("bash", SCRIPT.toString(), unfinished.toString())
                .inheritIO()
                .start();
        if (script.waitFor() != 0) {
            throw new IllegalStateException("Cannot fetch photographs: " + SCRIPT + " failed, as it says above.");
        }
        Files.move(unfinished, folder);
    }

    /** The photo of a number. */
    byte[] jpeg(int number) throws IOException {
        Random random = new Random(number);
        BufferedImage original = originals.get(number % originals.size());
        int width = LEAST_SIDE + random.nextInt(MOST_SIDE - LEAST_SIDE + 1);
        int height = LEAST_SIDE + random.nextInt(MOST_SIDE - LEAST_SIDE + 1);
        double fits = Math.min((double) original.getWidth() / width, (double) original.getHeight() / height);
        double scale = 1 + random.nextDouble() * (Math.min(fits, MOST_SHRINKING) - 1);
        int cutWidth = (int) (width * scale);
        int cutHeight = (int) (height * scale);
        int left = random.nextInt(original.getWidth() - cutWidth + 1);
        int top = random.nextInt(original.getHeight() - cutHeight + 1);
        BufferedImage photo = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = photo.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(original.getSubimage(left, top, cutWidth, cutHeight), 0, 0, width, height, null);
        graphics.dispose();
        return encode(photo);
    }

    private static byte[] encode(BufferedImage photo) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(QUALITY);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(photo, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
