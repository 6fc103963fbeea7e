package org.wardflow.lake.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.Sha256;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.FileKeys;

/**
 * The key filters of one data file: small ones inline in the Add's tags, larger ones in a file beside the data. Loaded on
 * first use and kept as long as there is room, in {@link KeyFilterRoom} and in Java. A filter that is missing or damaged is no filter: its file is then always read.
 */
final class KeyFilters implements KeyFilterRoom.Tenant {
    /** Up to this many bytes the filters are kept in the log itself. */
    static final int INLINE_BYTES_MAX = 768;

    static final String FOLDER = "_keys";

    private static final int MAGIC = 0x57464b32;
    private static final String INLINE = "inline:";
    private static final String BESIDE = "file:";

    private final FileIo io;
    private final Path file;
    private final String tag;
    private final KeyFilterRoom room;

    /** Those of a lake of many million rows are more than Java has memory for. Null without a place in the room. */
    private volatile @Nullable SoftReference<Map<List<String>, KeyFilter>> loaded;

    /** @param tag what {@link #store} returned for the file */
    KeyFilters(FileIo io, Path folder, String dataFile, String tag) {
        this(io, folder, dataFile, tag, KeyFilterRoom.SHARED);
    }

    KeyFilters(FileIo io, Path folder, String dataFile, String tag, KeyFilterRoom room) {
        this.io = io;
        this.room = room;
        this.file = file(folder, dataFile);
        this.tag = tag;
    }

    /** Where the filters of a data file lie if they are not inline. */
    static Path file(Path folder, String dataFile) {
        return folder.resolve(FOLDER).resolve(dataFile + ".keys");
    }

    /** The digest of the file that a tag refers to; empty if the filters are in the tag. */
    static Optional<String> digestBeside(String tag) {
        return tag.startsWith(BESIDE) ? Optional.of(tag.substring(BESIDE.length())) : Optional.empty();
    }

    /** Stores the filters of a data file and returns its tag. A file written is added to {@code written}. */
    static String store(
            FileIo io,
            Path folder,
            String dataFile,
            List<List<String>> columns,
            List<FileKeys> keys,
            List<Path> written)
            throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(content);
        out.writeInt(MAGIC);
        out.writeShort(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            out.writeUTF(String.join(",", columns.get(i)));
            // One filter's keys at a time: all of a commit's need not fit.
            KeyFilter.of(keys.get(i).read(io)).write(out);
            keys.get(i).forget(io);
        }
        byte[] bytes = content.toByteArray();
        if (bytes.length <= INLINE_BYTES_MAX) {
            return INLINE + Base64.getEncoder().withoutPadding().encodeToString(bytes);
        }
        Path file = file(folder, dataFile);
        io.createFolder(folder.resolve(FOLDER));
        written.add(file);
        io.writeNew(file, bytes);
        return BESIDE + Sha256.of(bytes);
    }

    /** The filter over these columns, if there is one. */
    Optional<KeyFilter> filter(List<String> columns) {
        SoftReference<Map<List<String>, KeyFilter>> before = loaded;
        Map<List<String>, KeyFilter> filters = before == null ? null : before.get();
        if (filters == null) {
            filters = load();
            keep(filters);
        }
        return Optional.ofNullable(filters.get(columns));
    }

    private void keep(Map<List<String>, KeyFilter> filters) {
        long bytes = filters.values().stream().mapToLong(KeyFilter::bytes).sum();
        room.take(this, bytes, () -> loaded = new SoftReference<>(filters));
    }

    /** It has it still when Java has let go of what it was for. */
    @Override
    public boolean hasPlace() {
        return loaded != null;
    }

    @Override
    public void forget() {
        loaded = null;
    }

    /** Whether they are in memory, so that a look-up reads nothing. */
    boolean isKept() {
        SoftReference<Map<List<String>, KeyFilter>> now = loaded;
        return now != null && now.get() != null;
    }

    private Map<List<String>, KeyFilter> load() {
        try {
            if (tag.startsWith(INLINE)) {
                return parse(Base64.getDecoder().decode(tag.substring(INLINE.length())));
            }
            byte[] bytes = io.read(file);
            return tag.equals(BESIDE + Sha256.of(bytes)) ? parse(bytes) : Map.of();
        } catch (IOException | IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static Map<List<String>, KeyFilter> parse(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        Map<List<String>, KeyFilter> filters = new LinkedHashMap<>();
        if (in.readInt() == MAGIC) {
            int count = in.readUnsignedShort();
            for (int i = 0; i < count; i++) {
                List<String> columns = List.of(in.readUTF().split(",", -1));
                filters.put(columns, KeyFilter.read(in));
            }
        }
        return filters;
    }
}
