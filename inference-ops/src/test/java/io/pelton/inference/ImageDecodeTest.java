// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.Columns;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.testing.OperatorHarness;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ImageDecodeTest {
    private static final ImageDecode SMALL = ImageDecode.from("image").resize(6).centerCrop(4, 2);

    @TempDir
    Path directory;

    @SuppressWarnings("ArrayRecordComponent") // columns of bytes
    record Photo(long id, byte @Nullable [] image) {}

    private static byte[] red() throws IOException {
        return TestImages.encode(TestImages.plain(30, 20, BufferedImage.TYPE_INT_RGB, 0xFF0000), "png");
    }

    private static List<Map<String, @Nullable Object>> run(ImageDecode decode, Photo... photos) {
        return Dataset.fromRecords(photos).infer(decode, Compute.tasks(2)).take(photos.length);
    }

    private static List<?> colour(Map<String, @Nullable Object> row, int colour) {
        return (List<?>) requireNonNull(((List<?>) requireNonNull(row.get("pixels"))).get(colour));
    }

    @Test
    void pixelsAreFloatsFromZeroToOneByColourRowAndColumn() throws Exception {
        Map<String, @Nullable Object> row = run(SMALL, new Photo(7, red())).get(0);

        assertThat(row).containsEntry("id", 7L);
        List<Float> line = List.of(1f, 1f);
        assertThat(colour(row, 0)).isEqualTo(List.of(line, line, line, line));
        List<Float> none = List.of(0f, 0f);
        assertThat(colour(row, 1)).isEqualTo(List.of(none, none, none, none));
        assertThat(colour(row, 2)).isEqualTo(List.of(none, none, none, none));
    }

    @Test
    void normalizingTakesTheMeanAwayAndDividesByTheDeviation() throws Exception {
        ImageDecode normalized = SMALL.normalize(new float[] {0.5f, 0.25f, 0}, new float[] {0.5f, 0.125f, 1});

        Map<String, @Nullable Object> row = run(normalized, new Photo(1, red())).get(0);

        assertThat(colour(row, 0).get(0)).isEqualTo(List.of(1f, 1f));
        assertThat(colour(row, 1).get(0)).isEqualTo(List.of(-2f, -2f));
        assertThat(colour(row, 2).get(0)).isEqualTo(List.of(0f, 0f));
    }

    @Test
    void imageNetsMeansAreThoseThatModelsWereTrainedWith() throws Exception {
        Map<String, @Nullable Object> row =
                run(SMALL.normalizeImageNet(), new Photo(1, red())).get(0);

        assertThat((Float) ((List<?>) requireNonNull(colour(row, 0).get(0))).get(0))
                .isEqualTo((1 - 0.485f) / 0.229f);
        assertThat((Float) ((List<?>) requireNonNull(colour(row, 2).get(0))).get(0))
                .isEqualTo((0 - 0.406f) / 0.225f);
    }

    @Test
    void bytesAreLevelsAsTheyAre() throws Exception {
        Map<String, @Nullable Object> row =
                run(SMALL.bytes().into("levels"), new Photo(1, red())).get(0);

        assertThat(row).containsKey("levels").doesNotContainKey("pixels");
        List<?> levels = (List<?>) requireNonNull(row.get("levels"));
        assertThat(((Number) ((List<?>) requireNonNull(((List<?>) requireNonNull(levels.get(0))).get(0))).get(0))
                                .intValue()
                        & 0xFF)
                .isEqualTo(255);
    }

    @Test
    void aModelTakesThePixels() throws Exception {
        Path file = new TinyOnnx()
                .input("pixels", 1, TinyOnnx.FREE, 3, 4, 2)
                .output("sum", 1, TinyOnnx.FREE, 1)
                .weights("axes", new long[] {1, 2, 3}, 3)
                .weights("shape", new long[] {-1, 1}, 2)
                .node("ReduceSum", new String[] {"pixels", "axes"}, new String[] {"all"}, "keepdims", 0)
                .node("Reshape", new String[] {"all", "shape"}, new String[] {"sum"})
                .write(directory.resolve("sum.onnx"));

        List<Map<String, @Nullable Object>> rows = Dataset.fromRecords(new Photo(1, red()), new Photo(2, red()))
                .infer(SMALL, Compute.tasks(1))
                .infer(OnnxModel.fromPath(file.toString()), Compute.actors(1, 1))
                .select("id", "sum")
                .take(5);

        assertThat(rows).containsExactly(Map.of("id", 1L, "sum", 8f), Map.of("id", 2L, "sum", 8f));
    }

    @Test
    void picturesComeAFewAtATimeAsTheirModelTakesThem() throws Exception {
        OnnxModel pictures = OnnxModel.fromPath(new TinyOnnx()
                .input("pixels", 1, TinyOnnx.FREE, 3, 224, 224)
                .output("same", 1, TinyOnnx.FREE, 3, 224, 224)
                .node("Identity", new String[] {"pixels"}, new String[] {"same"})
                .write(directory.resolve("pictures.onnx"))
                .toString());
        OnnxModel numbers = OnnxModel.fromPath(new TinyOnnx()
                .input("x", 1, TinyOnnx.FREE, 30)
                .output("same", 1, TinyOnnx.FREE, 30)
                .node("Identity", new String[] {"x"}, new String[] {"same"})
                .write(directory.resolve("numbers.onnx"))
                .toString());

        assertThat(pictures.preferredBatchRows()).isEqualTo(8);
        assertThat(ImageDecode.from("image").preferredBatchRows()).isEqualTo(8);
        assertThat(numbers.preferredBatchRows()).isEqualTo(1024);
    }

    @Test
    void itKeepsTheContract() throws Exception {
        byte[] jpeg = TestImages.jpeg(TestImages.smooth(60, 50, 1));

        OperatorHarness.verify(SMALL)
                .input(new Photo(1, red()), new Photo(2, null), new Photo(3, jpeg), new Photo(4, jpeg))
                .holds();
    }

    @Test
    void noImageGivesNoPixels() throws Exception {
        List<Map<String, @Nullable Object>> rows = run(SMALL, new Photo(1, null), new Photo(2, red()));

        assertThat(rows.get(0).get("pixels")).isNull();
        assertThat(rows.get(1).get("pixels")).isNotNull();
    }

    @Test
    void anUnreadableImageNamesItsRowAndTheCure() throws Exception {
        assertThatThrownBy(() -> run(SMALL, new Photo(1, red()), new Photo(2, new byte[] {1, 2, 3})))
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("Cannot decode column 'image', row 0 of the batch: expected a JPEG, PNG, WebP,")
                .hasMessageContaining("but found 3 bytes of another kind")
                .hasMessageContaining("id=2")
                .hasMessageContaining("ImageDecode.unreadableAsNull()")
                .extracting(e -> ((PeltonException) e).kind())
                .isEqualTo(ErrorKind.USER);
    }

    @Test
    void unreadableImagesBecomeNullsIfTheUserSaysSo() throws Exception {
        List<Map<String, @Nullable Object>> rows =
                run(SMALL.unreadableAsNull(), new Photo(1, red()), new Photo(2, new byte[] {1, 2, 3}));

        assertThat(rows.get(0).get("pixels")).isNotNull();
        assertThat(rows.get(1).get("pixels")).isNull();
    }

    @Test
    void moreWorkThanAllowedIsRefused() throws Exception {
        assertThatThrownBy(() -> run(SMALL.maxPixels(599), new Photo(1, red())))
                .hasMessageContaining("expected an image of 1 to 599 pixels but found one of 30 x 20")
                .hasMessageContaining("ImageDecode.maxPixels(..)");
        assertThat(run(SMALL.maxPixels(600), new Photo(1, red()))).hasSize(1);
    }

    @Test
    void whatDoesNotFitIsRefusedWhenPlanned() {
        Schema schema = Columns.schema(Columns.string("text"), Columns.binary("image"));

        assertThatThrownBy(() -> ImageDecode.from("picture").outputSchema(schema))
                .hasMessageContaining("expected a column 'picture' but the input has [text, image]");
        assertThatThrownBy(() -> ImageDecode.from("text").outputSchema(schema))
                .hasMessageContaining("expected bytes but column 'text' holds");
        assertThatThrownBy(() -> ImageDecode.from("image").resize(100).outputSchema(schema))
                .hasMessageContaining("expected a shorter side of at least 224, to cut 224 x 224 out, but found 100");
        assertThatThrownBy(() -> SMALL.normalize(new float[3], new float[3]))
                .hasMessageContaining("expected deviations other than 0 but found 0.0");
        assertThatThrownBy(() -> SMALL.resize(0)).hasMessageContaining("expected a side of 1 to 8192 but found 0");
    }

    @Test
    void everySettingThatChangesPixelsChangesTheFingerprint() {
        assertThat(List.of(
                        SMALL.fingerprint(),
                        SMALL.resize(7).fingerprint(),
                        SMALL.centerCrop(3).fingerprint(),
                        SMALL.stretch(4, 2).fingerprint(),
                        SMALL.bytes().fingerprint(),
                        SMALL.normalizeImageNet().fingerprint(),
                        SMALL.fullDecoding().fingerprint(),
                        SMALL.into("p").fingerprint()))
                .doesNotHaveDuplicates();
        assertThat(ImageDecode.from("image").resize(6).centerCrop(4, 2).fingerprint())
                .isEqualTo(SMALL.fingerprint());
    }
}
