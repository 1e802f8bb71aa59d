// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import static java.util.Map.entry;

import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** An S3 server in this process, in memory, with one bucket. */
public final class S3Server implements AutoCloseable {
    public static final String BUCKET = "pelton";
    private static final String KEY = "test-key";
    private static final String SECRET = "test-secret";

    private final S3Proxy proxy;
    private volatile boolean losesNextAnswer;

    public S3Server() throws Exception {
        TransientNio2BlobStore blobs = new TransientNio2BlobStore();
        blobs.createContainer(BUCKET);
        proxy = S3Proxy.builder()
                .blobStore(new LossyStore(blobs))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                .build();
        proxy.start();
    }

    /** What Hadoop's client needs to reach it. */
    public Map<String, String> options() {
        return Map.ofEntries(
                entry("fs.s3a.endpoint", "http://127.0.0.1:" + proxy.getPort()),
                entry("fs.s3a.endpoint.region", "us-east-1"),
                entry("fs.s3a.path.style.access", "true"),
                entry("fs.s3a.access.key", KEY),
                entry("fs.s3a.secret.key", SECRET),
                entry("fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"),
                entry("fs.s3a.connection.ssl.enabled", "false"),
                entry("fs.s3a.paging.maximum", "3"),
                entry("fs.s3a.attempts.maximum", "2"),
                entry("fs.s3a.retry.limit", "2"));
    }

    /** A store whose every path is in this server. */
    public HadoopFileStore store() {
        return HadoopFileStore.of(options());
    }

    @Override
    public void close() throws Exception {
        proxy.stop();
    }

    /** Makes the server carry the next put out and then say that it failed. */
    void loseNextAnswer() {
        losesNextAnswer = true;
    }

    boolean hasLostAnswer() {
        return !losesNextAnswer;
    }

    private final class LossyStore extends ForwardingBlobStore {
        LossyStore(BlobStore blobs) {
            super(blobs);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
            PutObjectResponse done = super.putBlob(request, content);
            if (losesNextAnswer) {
                losesNextAnswer = false;
                throw new IllegalStateException("the answer is lost");
            }
            return done;
        }
    }
}
