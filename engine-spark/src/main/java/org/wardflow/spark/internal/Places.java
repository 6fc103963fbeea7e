package org.wardflow.spark.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.wardflow.spark.storage.ObjectStore;

/** Where files are staged: on a disk, or in an object store, which executors reach as Spark's configuration says. */
final class Places {
    private Places() {}

    /** A file to be written. */
    static OutputFile output(Path file) throws IOException {
        return ObjectStore.has(file)
                ? HadoopOutputFile.fromPath(ObjectStore.hadoop(file), hadoop())
                : new LocalOutputFile(file);
    }

    /** As the driver was told, on its executors too. */
    private static Configuration hadoop() {
        return SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    }

    /** A store needs none. */
    static void createFolder(Path folder) throws IOException {
        if (!ObjectStore.has(folder)) {
            Files.createDirectories(folder);
        }
    }

    /** The size of a file. */
    static long bytes(Path file) throws IOException {
        if (!ObjectStore.has(file)) {
            return Files.size(file);
        }
        var object = ObjectStore.hadoop(file);
        return object.getFileSystem(hadoop()).getFileStatus(object).getLen();
    }

    /** Writes a small file whole; one that a task before this one has left is replaced. */
    static void write(Path file, byte[] content) throws IOException {
        if (ObjectStore.has(file)) {
            var object = ObjectStore.hadoop(file);
            try (OutputStream out = object.getFileSystem(hadoop()).create(object, true)) {
                out.write(content);
            }
        } else {
            Files.write(file, content);
        }
    }

    /** Deletes a file that was given up. */
    static void delete(Path file) throws IOException {
        if (ObjectStore.has(file)) {
            var object = ObjectStore.hadoop(file);
            object.getFileSystem(hadoop()).delete(object, false);
        } else {
            Files.deleteIfExists(file);
        }
    }
}
