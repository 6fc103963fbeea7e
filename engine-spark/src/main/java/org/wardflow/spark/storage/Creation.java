package org.wardflow.spark.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** How a store creates an object whole, and only if there is none of its name: what every commit of the lake rests on. */
enum Creation {
    /** S3: one conditional request, or the end of one in parts, makes the object. */
    CONDITIONAL {
        @Override
        void create(FileSystem store, Path object, byte[] content) throws IOException {
            String attempt = UUID.randomUUID().toString();
            FSDataOutputStreamBuilder<?, ?> builder = store.createFile(object);
            builder.must("fs.option.create.conditional.overwrite", true);
            // The condition alone decides: nothing looks before it.
            builder.must("fs.s3a.create.performance", true);
            builder.opt("fs.s3a.create.header." + ATTEMPT, attempt);
            try {
                write(builder.build(), content);
            } catch (IOException e) {
                // A request whose answer was lost is sent again, and then finds what it made itself.
                if (isOf(store, object, attempt)) {
                    return;
                }
                throw CONDITION_FAILED.equals(e.getClass().getSimpleName())
                        ? new org.apache.hadoop.fs.FileAlreadyExistsException(object.toString())
                        : e;
            }
        }
    },

    /** ADLS Gen2: an object is seen while it grows, but a rename is one step, and fails if the name is taken. */
    RENAMED {
        @Override
        void create(FileSystem store, Path object, byte[] content) throws IOException {
            Path temporary = temporary(store, object, content);
            boolean renamed = false;
            try {
                renamed = store.rename(temporary, object);
            } finally {
                if (!renamed) {
                    store.delete(temporary, false);
                }
            }
            if (!renamed) {
                throw new org.apache.hadoop.fs.FileAlreadyExistsException(object.toString());
            }
        }

        @Override
        void replace(FileSystem store, Path object, byte[] content) throws IOException {
            Path temporary = temporary(store, object, content);
            boolean renamed = false;
            try {
                // A reader may find neither for a moment, but never a part.
                store.delete(object, false);
                renamed = store.rename(temporary, object);
            } finally {
                if (!renamed) {
                    store.delete(temporary, false);
                }
            }
            if (!renamed) {
                throw new IOException("another writer replaced the object at the same time");
            }
        }
    };

    /** What begins the names of objects that are not finished. */
    static final String TEMPORARY = ".tmp-";

    /** What Hadoop makes of S3's answer 412; by name, since its library is there at run time only. */
    private static final String CONDITION_FAILED = "RemoteFileChangedException";

    private static final String ATTEMPT = "wardflow-attempt";

    /** {@link org.apache.hadoop.fs.FileAlreadyExistsException} if the name is taken. */
    abstract void create(FileSystem store, Path object, byte[] content) throws IOException;

    /** Readers see the old content or the new one. */
    void replace(FileSystem store, Path object, byte[] content) throws IOException {
        write(store.create(object, true), content);
    }

    private static Path temporary(FileSystem store, Path object, byte[] content) throws IOException {
        Path temporary = new Path(object.getParent(), TEMPORARY + UUID.randomUUID());
        write(store.create(temporary, false), content);
        return temporary;
    }

    /** What a failed write has buffered must not become the object. */
    static void write(FSDataOutputStream out, byte[] content) throws IOException {
        boolean whole = false;
        try {
            out.write(content);
            whole = true;
        } finally {
            if (!whole) {
                out.abort();
            }
        }
        out.close();
    }

    private static boolean isOf(FileSystem store, Path object, String attempt) {
        try {
            return attempt.equals(new String(store.getXAttr(object, "header." + ATTEMPT), StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
