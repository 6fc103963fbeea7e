package org.wardflow.spark.storage;

import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;

/** Refuses all that {@code java.nio.file.Files} asks for. */
final class NoFiles extends FileSystemProvider {
    static final FileSystemProvider PROVIDER = new NoFiles();

    private NoFiles() {}

    @Override
    public String getScheme() {
        return "object-store";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw StoreNames.unsupported();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw StoreNames.unsupported();
    }

    @Override
    public Path getPath(URI uri) {
        throw StoreNames.unsupported();
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        throw StoreNames.unsupported();
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter) {
        throw StoreNames.unsupported();
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) {
        throw StoreNames.unsupported();
    }

    @Override
    public void delete(Path path) {
        throw StoreNames.unsupported();
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw StoreNames.unsupported();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) {
        throw StoreNames.unsupported();
    }

    @Override
    public boolean isSameFile(Path path, Path other) {
        return path.equals(other);
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw StoreNames.unsupported();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) {
        throw StoreNames.unsupported();
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        throw StoreNames.unsupported();
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) {
        throw StoreNames.unsupported();
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw StoreNames.unsupported();
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw StoreNames.unsupported();
    }
}
