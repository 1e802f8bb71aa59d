// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class HdfsFileStoreTest extends FileStoreContract {
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    @TempDir
    static Path disk;

    private static MiniDFSCluster cluster;
    private static HadoopFileStore store;

    private final String folder = cluster.getURI() + "/test-" + FOLDERS.incrementAndGet();

    @BeforeAll
    static void startCluster() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
        configuration.setInt("dfs.ls.limit", 3);
        cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        cluster.waitClusterUp();
        store = new HadoopFileStore(configuration);
    }

    @AfterAll
    static void stopCluster() throws Exception {
        store.close();
        cluster.shutdown(true);
    }

    @Override
    FileStore store() {
        return store;
    }

    @Override
    String folder() {
        return folder;
    }
}
