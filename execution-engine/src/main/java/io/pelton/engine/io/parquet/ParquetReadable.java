// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.dataset.source.PartLayout;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.parquet.ChunkInput.FileAccess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads Parquet files into Arrow; each file is a part.
 *
 * <p>The first file's columns are the source's. All later files must have them too, by name and type; they may hold more
 * and in another order. All columns are nullable, whether or not a file says that they are required.
 *
 * <p><b>Damage.</b> Page checksums are verified where a file has them, and every length is held against what contains it
 * before memory is taken for it. A damaged file ends in a {@link PeltonException} of kind {@code USER} that names it;
 * failures of the store in a {@link io.pelton.dataset.RetryableException}.
 */
public final class ParquetReadable implements ReadableSource {
    private final FileStore store;
    private final ParquetSource source;
    private final FooterCache footers = new FooterCache();
    private final BufferPool buffers;

    /** Whose columns are the source's. */
    private volatile @Nullable SourcePart first;

    /** The columns of the file read last. */
    private volatile @Nullable Layout layout;

    @GuardedBy("this")
    private @Nullable Schema schema;

    /** Reads {@code source} from {@code store}. Nothing is opened yet. */
    public ParquetReadable(FileStore store, ParquetSource source) {
        this(store, source, BufferPool.shared());
    }

    /**
     * Reads as above, into buffers that are shared.
     *
     * @param buffers what readers take their buffers from
     */
    public ParquetReadable(FileStore store, ParquetSource source, BufferPool buffers) {
        this.store = requireNonNull(store, "store");
        this.source = requireNonNull(source, "source");
        this.buffers = buffers;
    }

    @Override
    public String describe() {
        return source.describe();
    }

    @Override
    public synchronized Schema schema() {
        Schema known = schema;
        if (known == null) {
            known = footer(first()).layout().schema();
            schema = known;
        }
        return known;
    }

    @Override
    public List<SourcePart> parts() {
        List<SourcePart> parts = new ArrayList<>();
        parts(parts::add);
        return List.copyOf(parts);
    }

    @Override
    public void parts(Predicate<SourcePart> found) {
        new PartListing(store, source.paths(), part -> {
                    if (first == null) {
                        first = part;
                    }
                    return found.test(part);
                })
                .run();
    }

    /** The first file; the others need not be known. */
    private SourcePart first() {
        if (first == null) {
            parts(part -> false);
        }
        return requireNonNull(first, "a source without files is refused");
    }

    @Override
    public PartLayout layout(SourcePart part) {
        Footer footer = footer(part);
        List<Long> starts = new ArrayList<>(footer.groups().size());
        for (Footer.Group group : footer.groups()) {
            if (group.rows() > 0) {
                starts.add(group.firstRow());
            }
        }
        return new PartLayout(footer.rows(), starts);
    }

    @Override
    public BatchReader open(SourcePart part, ReadRequest request) {
        Schema all = schema();
        Footer footer = footer(part);
        if (request.toRow() > footer.rows()) {
            throw new IllegalArgumentException(
                    "row " + request.toRow() + " of " + part.name() + ", which has " + footer.rows());
        }
        List<ReadNode> nodes = new ArrayList<>(request.columns().size());
        List<Field> fields = new ArrayList<>(request.columns().size());
        for (String name : request.columns()) {
            Field field = find(all, name);
            fields.add(field);
            nodes.add(node(part, footer, field));
        }
        FileAccess file = openFile(part);
        try {
            PageIndexes indexes = new PageIndexes(file);
            List<GroupRun> runs = GroupRun.plan(footer, request, indexes);
            BatchBuilder builder = new BatchBuilder(new Schema(fields), nodes, request.allocator());
            return new ParquetBatchReader(part.name(), file, request, runs, builder, indexes, buffers);
        } catch (PeltonException e) {
            closeAfter(file, e);
            throw e;
        } catch (RuntimeException e) {
            closeAfter(file, e);
            throw ReadErrors.damaged(part.name(), "page index", e);
        }
    }

    private static void closeAfter(FileAccess file, RuntimeException failure) {
        try {
            file.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private Field find(Schema all, String name) {
        for (Field field : all.getFields()) {
            if (field.getName().equals(name)) {
                return field;
            }
        }
        throw PeltonException.user("Cannot read column '" + name + "': " + describe() + " has columns " + names(all)
                + ". Choose one of those.");
    }

    private static List<String> names(Schema schema) {
        List<String> names = new ArrayList<>();
        schema.getFields().forEach(f -> names.add(f.getName()));
        return names;
    }

    private ReadNode node(SourcePart part, Footer footer, Field field) {
        ReadNode node = footer.layout().columns().get(field.getName());
        String first = first().name();
        if (node == null) {
            throw PeltonException.user(
                    "Cannot read " + part.name() + ": expected column '" + field.getName() + "' of type "
                            + typeOf(field) + ", as in " + first + ", but found columns "
                            + names(footer.layout().schema())
                            + ". Read files of other columns as a source of their own, or leave the column out.");
        }
        if (!node.field().equals(field)) {
            throw PeltonException.user(
                    "Cannot read " + part.name() + ": expected column '" + field.getName() + "' of type "
                            + typeOf(field) + ", as in " + first + ", but found " + typeOf(node.field())
                            + ". Read files of other types as a source of their own, or write them again with one type.");
        }
        return node;
    }

    private static String typeOf(Field field) {
        return field.getChildren().isEmpty() ? field.getType().toString() : field.getType() + "" + field.getChildren();
    }

    private Footer footer(SourcePart part) {
        return footers.get(part, () -> readFooter(part));
    }

    private Footer readFooter(SourcePart part) {
        try (FileAccess file = openFile(part)) {
            Footer read = Footer.read(part.name(), file, layout);
            layout = read.layout();
            return read;
        } catch (IOException e) {
            throw ReadErrors.store(part.name(), e);
        }
    }

    private FileAccess openFile(SourcePart part) {
        try {
            FileAccess file = new FileAccess(part.name(), store.openRandom(part.name()));
            if (part.sizeBytes() > 0 && file.length() != part.sizeBytes()) {
                long found = file.length();
                file.close();
                throw PeltonException.user("Cannot read " + part.name() + ": expected " + part.sizeBytes()
                        + " bytes but found " + found + ". The file has changed since the job began: start it again.");
            }
            return file;
        } catch (IOException e) {
            throw ReadErrors.store(part.name(), e);
        }
    }
}
