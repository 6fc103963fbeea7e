package org.wardflow.spark.storage;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names in one bucket or container, {@code scheme://authority}. */
final class StoreNames extends FileSystem {
    /** {@code file:} is no store. */
    private static final Pattern LOCATION = Pattern.compile("(?!file:)([a-z][a-z0-9+.-]+)://([^/]+)(/.*)?");

    private final String scheme;
    private final String authority;

    private StoreNames(String scheme, String authority) {
        this.scheme = scheme;
        this.authority = authority;
    }

    /** Whether a text names a place in an object store. */
    static boolean isLocation(String text) {
        return LOCATION.matcher(text).matches();
    }

    /** The place that a text names. */
    static StorePath path(String text) {
        Matcher location = LOCATION.matcher(text);
        if (!location.matches()) {
            throw new IllegalArgumentException("No place in an object store: " + text);
        }
        String key = location.group(3);
        return new StorePath(
                new StoreNames(location.group(1), location.group(2)), true, StorePath.split(key == null ? "" : key));
    }

    String scheme() {
        return scheme;
    }

    String authority() {
        return authority;
    }

    @Override
    public Path getPath(String first, String... more) {
        List<String> names = new ArrayList<>();
        boolean absolute = isLocation(first);
        StorePath start = absolute ? path(first) : new StorePath(this, false, StorePath.split(first));
        start.forEach(name -> names.add(name.toString()));
        for (String part : more) {
            names.addAll(StorePath.split(part));
        }
        return new StorePath(start.getFileSystem(), absolute, names);
    }

    @Override
    public String getSeparator() {
        return StorePath.SEPARATOR;
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(new StorePath(this, true, List.of()));
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of();
    }

    @Override
    public FileSystemProvider provider() {
        return NoFiles.PROVIDER;
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        throw unsupported();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw unsupported();
    }

    @Override
    public WatchService newWatchService() {
        throw unsupported();
    }

    @Override
    public void close() {
        throw unsupported();
    }

    /** Better than to look for the name on the local disk. */
    static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("bug: an object store is reached by FileIo alone");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoreNames names && names.scheme.equals(scheme) && names.authority.equals(authority);
    }

    @Override
    public int hashCode() {
        return 31 * scheme.hashCode() + authority.hashCode();
    }

    @Override
    public String toString() {
        return scheme + "://" + authority;
    }
}
