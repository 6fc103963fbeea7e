package org.wardflow.spark.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A store in this process, and Hadoop's way to it. */
final class TestStore implements AutoCloseable {
    static final String SECRET = "a-secret-of-this-test";

    private final StoreServer server = new StoreServer();
    private final Path buffers;

    TestStore(Path buffers) throws IOException {
        this.buffers = buffers;
    }

    StoreServer server() {
        return server;
    }

    /** Hadoop's properties. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(ObjectStore.DEFAULTS);
        properties.put("fs.s3a.endpoint", server.endpoint());
        properties.put("fs.s3a.endpoint.region", "us-east-1");
        properties.put("fs.s3a.path.style.access", "true");
        properties.put("fs.s3a.access.key", SECRET);
        properties.put("fs.s3a.secret.key", SECRET);
        properties.put("fs.s3a.multipart.size", "5M");
        properties.put("fs.s3a.buffer.dir", buffers.toString());
        properties.put("fs.s3a.retry.limit", "2");
        properties.put("fs.s3a.attempts.maximum", "2");
        return properties;
    }

    Path place(String name) {
        return ObjectStore.path("s3a://bucket/" + name);
    }

    ObjectStore open() {
        Configuration configuration = new Configuration();
        properties().forEach(configuration::set);
        return ObjectStore.open(place(""), configuration);
    }

    @Override
    public void close() {
        server.close();
    }
}
