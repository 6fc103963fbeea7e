package org.wardflow.lake.internal;

import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.deletionvectors.Base85Codec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.FileIo;

/**
 * Deletion vectors as the Delta protocol has them ("Deletion Vector Format"): small ones inline in the log, the larger
 * ones of a commit together in one file.
 */
final class DeletionVectors {
    /** Up to this many bytes a vector is kept in the log itself. */
    static final int INLINE_BYTES_MAX = 1024;

    private static final int MAGIC = 1_681_511_377;
    private static final byte FILE_VERSION = 1;
    private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES;

    private final FileIo io;
    private final Path folder;

    DeletionVectors(FileIo io, Path folder) {
        this.io = io;
        this.folder = folder;
    }

    /** Stores vectors and describes where each one is. The file written, if one was, is added to {@code written}. */
    List<DeletionVectorDescriptor> store(List<RoaringBitmap> vectors, List<Path> written) throws IOException {
        UUID id = UUID.randomUUID();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeByte(FILE_VERSION);
        List<DeletionVectorDescriptor> stored = new ArrayList<>();
        for (RoaringBitmap vector : vectors) {
            byte[] bytes = serialize(vector);
            boolean inline = bytes.length <= INLINE_BYTES_MAX;
            stored.add(new DeletionVectorDescriptor(
                    inline ? DeletionVectorDescriptor.INLINE_DV_MARKER : DeletionVectorDescriptor.UUID_DV_MARKER,
                    inline ? Base85Codec.encodeBytes(padded(bytes)) : Base85Codec.encodeUUID(id),
                    inline ? Optional.empty() : Optional.of(out.size()),
                    bytes.length,
                    vector.getLongCardinality()));
            if (!inline) {
                out.writeInt(bytes.length);
                out.write(bytes);
                out.writeInt(checksum(bytes));
            }
        }
        if (out.size() > 1) {
            Path target = folder.resolve("deletion_vector_" + id + ".bin");
            written.add(target);
            io.writeNew(target, file.toByteArray());
        }
        return stored;
    }

    /** Reads a vector; {@link DamagedFileException} if it is torn. */
    RoaringBitmap load(@Nullable DeletionVectorDescriptor descriptor) throws IOException {
        if (descriptor == null) {
            return new RoaringBitmap();
        }
        if (descriptor.isInline()) {
            return deserialize(Base85Codec.decodeBytes(descriptor.getPathOrInlineDv(), descriptor.getSizeInBytes()));
        }
        Path file = file(descriptor).orElseThrow();
        try (SeekableByteChannel channel = io.open(file)) {
            channel.position(descriptor.getOffset().orElse(0));
            ByteBuffer block = ByteBuffer.allocate(descriptor.getSizeInBytes() + 2 * Integer.BYTES);
            while (block.hasRemaining()) {
                if (channel.read(block) < 0) {
                    throw new DamagedFileException("The deletion vector file " + file.getFileName() + " is too short");
                }
            }
            block.flip();
            byte[] bytes = new byte[descriptor.getSizeInBytes()];
            boolean sizeAgrees = block.getInt() == bytes.length;
            block.get(bytes);
            if (!sizeAgrees || block.getInt() != checksum(bytes)) {
                throw new DamagedFileException("The deletion vector file " + file.getFileName() + " is damaged");
            }
            return deserialize(bytes);
        }
    }

    /** The file that a vector lies in; empty for an inline one. */
    Optional<Path> file(@Nullable DeletionVectorDescriptor descriptor) {
        return descriptor == null || descriptor.isInline()
                ? Optional.empty()
                : Optional.of(KernelFiles.path(folder.getFileSystem(), descriptor.getAbsolutePath(folder.toString())));
    }

    static byte[] serialize(RoaringBitmap vector) {
        RoaringBitmap compact = vector.clone();
        compact.runOptimize();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + compact.serializedSizeInBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        // Delta allows 64-bit positions as several 32-bit bitmaps; one with key 0 reaches 4 billion rows.
        bytes.putInt(MAGIC).putLong(1).putInt(0);
        compact.serialize(bytes);
        return bytes.array();
    }

    static RoaringBitmap deserialize(byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < Integer.BYTES + Long.BYTES || bytes.getInt() != MAGIC) {
            throw new DamagedFileException("A deletion vector has an unknown format");
        }
        long bitmaps = bytes.getLong();
        RoaringBitmap vector = new RoaringBitmap();
        if (bitmaps == 0) {
            return vector;
        }
        if (bitmaps != 1 || bytes.getInt() != 0) {
            throw new DamagedFileException("A deletion vector has positions beyond 32 bits");
        }
        vector.deserialize(bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
        return vector;
    }

    private static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, (bytes.length + 3) / 4 * 4);
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
