// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import io.pelton.dataset.PeltonException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Moves a file and replaces what is there. */
final class HadoopRename {
    private HadoopRename() {}

    static void replace(FileSystem fileSystem, Path source, Path target) throws IOException {
        if (fileSystem instanceof DistributedFileSystem) {
            fileSystem.mkdirs(target.getParent());
            refuseFolder(fileSystem, target);
            ((DistributedFileSystem) fileSystem).rename(source, target, Options.Rename.OVERWRITE);
            return;
        }
        fileSystem.getFileStatus(source); // before the target is touched
        if (exists(fileSystem, target)) {
            refuseFolder(fileSystem, target);
            fileSystem.delete(target, false); // its new content is whole, at the source
        }
        if (!fileSystem.rename(source, target)) {
            fileSystem.mkdirs(target.getParent());
            if (!fileSystem.rename(source, target)) {
                throw new IOException("the store refused to move it to " + target);
            }
        }
    }

    private static boolean exists(FileSystem fileSystem, Path path) throws IOException {
        try {
            fileSystem.getFileStatus(path);
            return true;
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    private static void refuseFolder(FileSystem fileSystem, Path target) throws IOException {
        FileStatus status;
        try {
            status = fileSystem.getFileStatus(target);
        } catch (FileNotFoundException e) {
            return;
        }
        if (status.isDirectory()) {
            throw PeltonException.user("Cannot replace " + target + ": expected a file but found a folder [" + target
                    + "]. Move it away or choose another path.");
        }
    }
}
