package org.wardflow.lake.internal;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.wardflow.lake.FileIo;

/** Lets Delta Kernel do its input and output through our {@link FileIo}. */
final class KernelFiles implements FileIO {
    private static final String SCHEME = "file:";
    private static final Pattern ENTRY = Pattern.compile("\\d{20}\\.json");

    private final FileIo io;
    private final FileSystem names;
    private volatile BooleanSupplier isWhole = () -> false;

    /** @param folder of the table: what Kernel names lies where it does */
    KernelFiles(FileIo io, Path folder) {
        this.io = io;
        this.names = folder.getFileSystem();
    }

    @Override
    public CloseableIterator<FileStatus> listFrom(String from) throws IOException {
        Path first = path(from);
        Path folder = first.toAbsolutePath().getParent();
        if (folder == null || io.find(folder).isEmpty()) {
            throw new FileNotFoundException("No such folder: " + from);
        }
        String firstName = String.valueOf(first.getFileName());
        return closeable(io.list(folder).stream()
                .filter(entry -> !entry.folder() && entry.name().compareTo(firstName) >= 0)
                .map(KernelFiles::status)
                .iterator());
    }

    @Override
    public FileStatus getFileStatus(String path) throws IOException {
        return io.find(path(path))
                .map(KernelFiles::status)
                .orElseThrow(() -> new FileNotFoundException("No such file: " + path));
    }

    @Override
    public String resolvePath(String path) {
        return path(path).toAbsolutePath().normalize().toString();
    }

    @Override
    public boolean mkdirs(String path) throws IOException {
        io.createFolder(path(path));
        return true;
    }

    @Override
    public InputFile newInputFile(String path, long size) {
        return new Input(io, path, path(path), size);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new Output(io, path, path(path), isWhole);
    }

    /** A checkpoint is written only if that says so when it ends; else the writing fails. */
    void writeCheckpointsIf(BooleanSupplier whole) {
        isWhole = whole;
    }

    @Override
    public boolean delete(String path) throws IOException {
        return io.delete(path(path));
    }

    @Override
    public Optional<String> getConf(String key) {
        return Optional.empty();
    }

    @Override
    public void copyFileAtomically(String from, String to, boolean overwrite) throws IOException {
        write(io, path(to), io.read(path(from)), overwrite);
    }

    private Path path(String text) {
        return path(names, text);
    }

    /** Kernel hands paths around both plain and with a scheme, never encoded. */
    static Path path(FileSystem names, String text) {
        if (!text.startsWith(SCHEME)) {
            return names.getPath(text);
        }
        String plain = text.substring(SCHEME.length()).replaceFirst("^/+", "/");
        boolean windowsDrive = plain.length() > 2 && plain.charAt(2) == ':';
        return names.getPath(windowsDrive ? plain.substring(1) : plain);
    }

    private static boolean isEntry(Path file) {
        return ENTRY.matcher(String.valueOf(file.getFileName())).matches();
    }

    private static FileStatus status(FileIo.Entry entry) {
        return FileStatus.of(entry.path().toString(), entry.bytes(), entry.modifiedMillis());
    }

    private static void write(FileIo io, Path file, byte[] content, boolean overwrite) throws IOException {
        if (overwrite) {
            io.replace(file, content);
        } else {
            io.writeNew(file, content);
        }
    }

    private static <T> CloseableIterator<T> closeable(Iterator<T> items) {
        return new CloseableIterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public T next() {
                return items.next();
            }

            @Override
            public void close() {}
        };
    }

    private record Input(FileIo io, String path, Path file, long size) implements InputFile {
        @Override
        public long length() throws IOException {
            return size > 0
                    ? size
                    : io.find(file)
                            .orElseThrow(() -> new FileNotFoundException("No such file: " + path))
                            .bytes();
        }

        /** Files of a log are small, and are compared with their digest each time that they are read. */
        @Override
        public SeekableInputStream newStream() throws IOException {
            try {
                if (isEntry(file)) {
                    byte[] content = io.read(file);
                    Seal.checkEntry(file, content);
                    return new Channel(new Bytes(content));
                }
                if (Seal.isCheckpoint(file)) {
                    byte[] content = io.read(file);
                    Seal.checkBeside(io, file, content);
                    return new Channel(new Bytes(content));
                }
                return new Channel(io.open(file));
            } catch (NoSuchFileException e) {
                throw (FileNotFoundException) new FileNotFoundException("No such file: " + path).initCause(e);
            }
        }
    }

    private record Output(FileIo io, String path, Path file, BooleanSupplier isWhole) implements OutputFile {
        @Override
        public PositionOutputStream create(boolean putIfAbsent) {
            return new Buffer(io, file, !putIfAbsent, isWhole);
        }

        @Override
        public void writeAtomically(CloseableIterator<String> lines, boolean overwrite) throws IOException {
            StringBuilder text = new StringBuilder();
            try (lines) {
                lines.forEachRemaining(line -> text.append(line).append('\n'));
            }
            byte[] content = isEntry(file)
                    ? Seal.entry(text.toString())
                    : text.toString().getBytes(StandardCharsets.UTF_8);
            write(io, file, content, overwrite);
        }
    }

    /** Holds a checkpoint until it is whole: at most a few kilobytes for each live file of the table. */
    private static final class Buffer extends PositionOutputStream {
        private final FileIo io;
        private final Path file;
        private final boolean overwrite;
        private final BooleanSupplier isWhole;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean closed;

        Buffer(FileIo io, Path file, boolean overwrite, BooleanSupplier isWhole) {
            this.io = io;
            this.file = file;
            this.overwrite = overwrite;
            this.isWhole = isWhole;
        }

        @Override
        public long getPos() {
            return content.size();
        }

        @Override
        public void write(int one) {
            content.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            content.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                if (Seal.isCheckpoint(file) && !isWhole.getAsBoolean()) {
                    throw new IOException(
                            "the log was not read to its end, so " + file.getFileName() + " is not written");
                }
                byte[] whole = content.toByteArray();
                KernelFiles.write(io, file, whole, overwrite);
                if (Seal.isCheckpoint(file)) {
                    Seal.writeBeside(io, file, whole);
                }
            }
        }
    }

    private static final class Channel extends SeekableInputStream {
        private final SeekableByteChannel channel;

        Channel(SeekableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public long getPos() throws IOException {
            return channel.position();
        }

        @Override
        public void seek(long position) throws IOException {
            channel.position(position);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public void readFully(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
            while (left.hasRemaining()) {
                if (channel.read(left) < 0) {
                    throw new EOFException("The file ends before the bytes asked for");
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
