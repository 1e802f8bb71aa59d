// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FileStores;
import io.pelton.engine.io.parquet.ParquetFiles.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are read, and what is said where one cannot be. */
class ParquetErrorsTest {
    private static final MessageType SCHEMA =
            MessageTypeParser.parseMessageType("message row { required int64 id; optional binary text (STRING); }");

    @TempDir
    Path folder;

    private Path write(String name, long firstId, int rows) throws IOException {
        return write(name, SCHEMA, firstId, rows);
    }

    private Path write(String name, MessageType schema, long firstId, int rows) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        List<Group> groups = new ArrayList<>();
        for (long id = firstId; id < firstId + rows; id++) {
            Group row = new SimpleGroup(schema);
            if (schema.containsField("id")) {
                row.add("id", id);
            }
            groups.add(row);
        }
        ParquetFiles.write(file, schema, groups, b -> {});
        return file;
    }

    private static PeltonException userError(ThrowingCallable call) {
        PeltonException error = catchThrowableOfType(PeltonException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.kind()).as("kind of %s", error).isEqualTo(ErrorKind.USER);
        assertThat(error).hasMessageStartingWith("Cannot read ");
        return error;
    }

    private static List<Object> ids(ParquetReadable source) throws IOException {
        List<Object> ids = new ArrayList<>();
        ParquetFiles.read(source).forEach(row -> ids.add(row.get("id")));
        return ids;
    }

    @Test
    void foldersAreReadByNameWithoutHiddenAndEmptyFiles() throws IOException {
        write("in/part-2.parquet", 20, 2);
        write("in/part-1.parquet", 10, 2);
        write("in/deep/er/x.parquet", 0, 2);
        write("in/_temporary/y.parquet", 90, 2);
        write("in/.hidden.parquet", 91, 2);
        Files.createFile(folder.resolve("in/_SUCCESS"));
        Files.createFile(folder.resolve("in/part-0.parquet"));
        write("other.parquet", 70, 1);

        ParquetReadable source = ParquetFiles.readable(
                folder.resolve("other.parquet"), folder.resolve("in"), folder.resolve("*.parquet"));

        assertThat(ids(source)).containsExactly(70L, 0L, 1L, 10L, 11L, 20L, 21L);
        assertThat(source.parts())
                .extracting(SourcePart::name)
                .first()
                .isEqualTo(folder.resolve("other.parquet").toString());
    }

    @Test
    void filesThatAreNotThereAreNamed() throws IOException {
        Files.createDirectories(folder.resolve("empty"));

        assertThat(userError(() ->
                        ParquetFiles.readable(folder.resolve("no.parquet")).parts()))
                .hasMessageContaining("no.parquet: expected a file or folder but found none");
        assertThat(userError(() ->
                        ParquetFiles.readable(folder.resolve("no-*.parquet")).parts()))
                .hasMessageContaining("no-*.parquet: expected files that match but found none");
        assertThat(userError(
                        () -> ParquetFiles.readable(folder.resolve("empty")).parts()))
                .hasMessageContaining("expected a folder with Parquet files but found none");
    }

    @Test
    void otherFilesAreNotTakenForParquet() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "id,text\n1,this is no Parquet\n");
        Path tiny = Files.writeString(folder.resolve("tiny"), "PAR1");

        assertThat(userError(() -> ParquetFiles.readable(text).schema()))
                .hasMessageContaining("notes.txt: expected a Parquet file, which ends in PAR1, but found");
        assertThat(userError(() -> ParquetFiles.readable(tiny).schema())).hasMessageContaining("a file of 4 bytes");
    }

    @Test
    void encryptedAndBrotliFilesAreToldApartFromDamagedOnes() throws IOException {
        byte[] bytes = Files.readAllBytes(write("a.parquet", 0, 3));
        System.arraycopy("PARE".getBytes(StandardCharsets.US_ASCII), 0, bytes, bytes.length - 4, 4);
        Path encrypted = Files.write(folder.resolve("encrypted.parquet"), bytes);

        assertThat(userError(() -> ParquetFiles.readable(encrypted).schema()))
                .hasMessageContaining("an encrypted file");
        assertThatThrownBy(() -> PageCodec.of(org.apache.parquet.format.CompressionCodec.BROTLI, "b.parquet"))
                .hasMessageContaining("Cannot read b.parquet")
                .hasMessageContaining("but found BROTLI");
    }

    @Test
    void laterFilesMayDifferInOrderAndRequirednessButNotInNamesAndTypes() throws IOException {
        Path first = write("1.parquet", 0, 2);
        Path other = write(
                "2.parquet",
                MessageTypeParser.parseMessageType(
                        "message row { optional double more; optional binary text (STRING); optional int64 id; }"),
                2,
                2);
        Path lacking =
                write("3.parquet", MessageTypeParser.parseMessageType("message row { required int64 id; }"), 4, 2);
        Path differing = write(
                "4.parquet",
                MessageTypeParser.parseMessageType("message row { required int64 id; optional int32 text; }"),
                6,
                2);

        assertThat(ids(ParquetFiles.readable(first, other))).containsExactly(0L, 1L, 2L, 3L);
        assertThat(userError(() -> ParquetFiles.read(ParquetFiles.readable(first, lacking))))
                .hasMessageContaining("3.parquet: expected column 'text' of type Utf8, as in " + first)
                .hasMessageContaining("[id]");
        assertThat(userError(() -> ParquetFiles.read(ParquetFiles.readable(first, differing))))
                .hasMessageContaining("4.parquet: expected column 'text' of type Utf8, as in " + first)
                .hasMessageContaining("but found Int(32, true)");
    }

    @Test
    void unknownColumnsAreNamedBesideTheKnown() throws IOException {
        ParquetReadable source = ParquetFiles.readable(write("a.parquet", 0, 2));
        SourcePart part = source.parts().get(0);

        assertThat(userError(
                        () -> ParquetFiles.read(source, part, new Slice(0, 2, 10, 100), List.of("id", "nope"), null)))
                .hasMessageContaining("'nope'")
                .hasMessageContaining("[id, text]");
    }

    @Test
    void noColumnsStillGiveTheNumberOfRows() throws IOException {
        ParquetReadable source = ParquetFiles.readable(write("a.parquet", 0, 25));
        SourcePart part = source.parts().get(0);

        assertThat(ParquetFiles.read(source, part, new Slice(3, 24, 10, 100), List.of(), null))
                .hasSize(21);
    }

    @Test
    void filesWithoutRowsHaveASchemaAndNoBatches() throws IOException {
        ParquetReadable source = ParquetFiles.readable(write("none.parquet", 0, 0));

        assertThat(ParquetFiles.columns(source)).containsExactly("id", "text");
        assertThat(source.layout(source.parts().get(0)).rows()).isZero();
        assertThat(ParquetFiles.read(source)).isEmpty();
    }

    @Test
    void aFileThatChangesAfterListingIsRefused() throws IOException {
        Path file = write("a.parquet", 0, 2);
        ParquetReadable source = ParquetFiles.readable(file);
        source.parts();
        write("a.parquet", 0, 2000);

        assertThat(userError(source::schema)).hasMessageContaining("The file has changed since the job began");
    }

    @Test
    void failuresOfTheStoreMayPassOnAnotherAttempt() throws IOException {
        Path file = write("a.parquet", 0, 2000);
        for (int read = 0; read < 3; read++) {
            CountingStore store = new CountingStore(FileStores.standard());
            ParquetReadable source = ParquetFiles.readable(store, file);
            store.failAtRead(read);

            assertThatThrownBy(() -> ParquetFiles.read(source))
                    .as("read %d", read)
                    .isInstanceOf(RetryableException.class)
                    .hasMessageContaining("a.parquet")
                    .hasMessageContaining("connection reset");
            assertThat(store.open()).isZero();
            assertThat(ids(source)).hasSize(2000);
        }
    }

    @Test
    void wideRowsComeFewAtATime() throws IOException {
        List<Group> rows = new ArrayList<>();
        for (long id = 0; id < 300; id++) {
            Group row = new SimpleGroup(SCHEMA);
            row.add("id", id);
            row.add("text", Binary.fromConstantByteArray(new byte[id % 100 == 50 ? 200_000 : 1000]));
            rows.add(row);
        }
        Path file = folder.resolve("wide.parquet");
        ParquetFiles.write(file, SCHEMA, rows, b -> b.withDictionaryEncoding(false));
        ParquetReadable source = ParquetFiles.readable(file);

        try (var allocator = new org.apache.arrow.memory.RootAllocator()) {
            var request = new io.pelton.dataset.source.ReadRequest(
                    0, 300, List.of("id", "text"), java.util.Optional.empty(), 1000, 50_000, allocator);
            try (var reader = source.open(source.parts().get(0), request)) {
                int batches = 0;
                for (var batch = reader.next(); batch != null; batch = reader.next()) {
                    assertThat(batch.sizeBytes())
                            .as("bytes of %d rows", batch.rowCount())
                            .isLessThan(53_000 + 200_000);
                    assertThat(batch.rowCount()).isLessThan(60);
                    batches++;
                    batch.close();
                }
                assertThat(batches).isBetween(6, 12);
            }
        }
    }

    @Test
    void hundredsOfColumnsReadLikeFew() throws IOException {
        StringBuilder text = new StringBuilder("message row { required int64 id; ");
        for (int i = 0; i < 400; i++) {
            text.append("optional int32 c").append(i).append("; ");
        }
        MessageType schema = MessageTypeParser.parseMessageType(text + "}");
        Path file = write("many.parquet", schema, 0, 50);

        ParquetReadable source = ParquetFiles.readable(file);

        assertThat(ParquetFiles.read(source))
                .isEqualTo(ParquetFiles.expected(file))
                .hasSize(50);
    }
}
