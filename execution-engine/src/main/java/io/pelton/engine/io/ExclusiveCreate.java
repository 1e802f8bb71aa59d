// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** All-or-nothing creation of a file that must not exist, the way each store has it. */
final class ExclusiveCreate {
    private static final String CONDITIONAL = Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
    private static final String WRITE_ID = "pelton-write-id";

    private ExclusiveCreate() {}

    static boolean create(FileSystem fileSystem, Path file, byte[] content) throws IOException {
        if (fileSystem instanceof DistributedFileSystem) {
            return createByRename((DistributedFileSystem) fileSystem, file, content);
        }
        if (fileSystem.hasPathCapability(file, CONDITIONAL)) {
            return createByCondition(fileSystem, file, content);
        }
        throw PeltonException.user(
                "Cannot commit to " + file + ": expected a store that creates files conditionally but '"
                        + fileSystem.getUri() + "' does not. Write to a local path, hdfs:// or s3a:// (with"
                        + " fs.s3a.create.conditional.enabled left on).");
    }

    private static boolean createByRename(DistributedFileSystem fileSystem, Path file, byte[] content)
            throws IOException {
        if (fileSystem.exists(file)) {
            return false;
        }
        Path temporary = new Path(file.getParent(), LocalFileStore.TEMPORARY + UUID.randomUUID());
        try {
            try (HadoopOutput out = new HadoopOutput(fileSystem.create(temporary, false))) {
                out.write(content, 0, content.length);
            }
            fileSystem.rename(temporary, file, Options.Rename.NONE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            fileSystem.delete(temporary, false);
        }
    }

    /**
     * A conditional put. Its answer may be lost and the client's own retry then be refused by the object that the first
     * try made, so each carries an id and a refusal looks whose object it is.
     */
    private static boolean createByCondition(FileSystem fileSystem, Path file, byte[] content) throws IOException {
        String id = UUID.randomUUID().toString();
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(file);
        builder.overwrite(true).must(CONDITIONAL, true).opt("fs.s3a.create.header." + WRITE_ID, id);
        try (FSDataOutputStream out = builder.build()) {
            out.write(content);
        } catch (IOException e) {
            return resolve(fileSystem, file, id, e);
        }
        return true;
    }

    private static boolean resolve(FileSystem fileSystem, Path file, String id, IOException failure)
            throws IOException {
        try {
            byte[] found = fileSystem.getXAttrs(file).get("header." + WRITE_ID);
            return found != null && id.equals(new String(found, StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            if (StoreErrors.isRefusedCondition(failure)) {
                throw new RetryableException(
                        "Cannot create " + file + ": another writer was at it at the same time [" + file
                                + "]. Try again.",
                        failure);
            }
            throw failure;
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }
}
