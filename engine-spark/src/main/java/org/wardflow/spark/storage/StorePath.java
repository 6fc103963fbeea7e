package org.wardflow.spark.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The name of an object, or of what its name begins with. A name alone: {@code java.nio.file.Files} refuses it. */
final class StorePath implements Path {
    static final String SEPARATOR = "/";

    private final StoreNames store;
    private final boolean absolute;
    private final List<String> names;

    StorePath(StoreNames store, boolean absolute, List<String> names) {
        this.store = store;
        this.absolute = absolute;
        this.names = List.copyOf(names);
    }

    @Override
    public StoreNames getFileSystem() {
        return store;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? new StorePath(store, true, List.of()) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : getName(names.size() - 1);
    }

    @Override
    public @Nullable Path getParent() {
        boolean none = names.isEmpty() || (names.size() == 1 && !absolute);
        return none ? null : new StorePath(store, absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return new StorePath(store, false, List.of(names.get(index)));
    }

    @Override
    public Path subpath(int begin, int end) {
        return new StorePath(store, false, names.subList(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof StorePath path
                && path.store.equals(store)
                && path.absolute == absolute
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof StorePath path) || path.absolute) {
            return equals(other);
        }
        int before = names.size() - path.names.size();
        return before >= 0 && names.subList(before, names.size()).equals(path.names);
    }

    @Override
    public Path normalize() {
        List<String> plain = new ArrayList<>();
        for (String name : names) {
            if (name.equals("..") && !plain.isEmpty()) {
                plain.remove(plain.size() - 1);
            } else if (!name.equals(".")) {
                plain.add(name);
            }
        }
        return new StorePath(store, absolute, plain);
    }

    @Override
    public Path resolve(Path other) {
        if (other.isAbsolute()) {
            return other;
        }
        List<String> longer = new ArrayList<>(names);
        other.forEach(name -> longer.add(name.toString()));
        return new StorePath(store, absolute, longer);
    }

    @Override
    public Path relativize(Path other) {
        if (!other.startsWith(this)) {
            throw new IllegalArgumentException(other + " is not in " + this);
        }
        return new StorePath(store, false, same(other).names.subList(names.size(), other.getNameCount()));
    }

    @Override
    public URI toUri() {
        try {
            return new URI(store.scheme(), store.authority(), SEPARATOR + String.join(SEPARATOR, names), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("bug: a name that is no address", e);
        }
    }

    @Override
    public Path toAbsolutePath() {
        return new StorePath(store, true, names);
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
            throws IOException {
        throw StoreNames.unsupported();
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(same(other).toString());
    }

    private static StorePath same(Path other) {
        if (other instanceof StorePath path) {
            return path;
        }
        throw new ProviderMismatchException();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StorePath path
                && path.absolute == absolute
                && path.names.equals(names)
                && path.store.equals(store);
    }

    @Override
    public int hashCode() {
        return Objects.hash(store, absolute, names);
    }

    /** As Hadoop, Spark and Delta write it, nothing in it encoded. */
    @Override
    public String toString() {
        String relative = String.join(SEPARATOR, names);
        return absolute ? store + SEPARATOR + relative : relative;
    }

    /** Without empty names, as they come from doubled or trailing separators. */
    static List<String> split(String text) {
        List<String> names = new ArrayList<>();
        Collections.addAll(names, text.split(SEPARATOR, -1));
        names.removeIf(String::isEmpty);
        return names;
    }
}
