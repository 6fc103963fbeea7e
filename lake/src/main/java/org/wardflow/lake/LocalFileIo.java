package org.wardflow.lake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.wardflow.core.Sha256;

/** The disk of this machine. Needs a file system with hard links and atomic renames. */
public final class LocalFileIo implements FileIo {
    private static final String TEMPORARY = ".tmp-";
    private static final int BUFFER_BYTES = 1 << 16;

    private final Volume volume;

    /** This machine's disk. */
    public LocalFileIo() {
        this(new Volume.Local());
    }

    /** A disk whose steps can be taken away. */
    LocalFileIo(Volume volume) {
        this.volume = volume;
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    @Override
    public SeekableByteChannel open(Path file) throws IOException {
        return Files.newByteChannel(file, StandardOpenOption.READ);
    }

    @Override
    public List<Entry> list(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                if (!String.valueOf(path.getFileName()).startsWith(TEMPORARY)) {
                    find(path).ifPresent(entries::add);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    @Override
    public Optional<Entry> find(Path path) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(
                    new Entry(path, found.size(), found.lastModifiedTime().toMillis(), found.isDirectory()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void writeNew(Path file, byte[] content) throws IOException {
        Path temporary = writeTemporary(file, content);
        try {
            // A rename would overwrite; a link fails if the name is taken, and is atomic.
            volume.link(file, temporary);
        } finally {
            volume.delete(temporary);
        }
        syncFolder(parent(file));
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        Path temporary = writeTemporary(file, content);
        try {
            volume.move(temporary, file);
        } finally {
            volume.delete(temporary);
        }
        syncFolder(parent(file));
    }

    @Override
    public Prepared prepare(Path staged) throws IOException {
        String digest = digest(staged);
        long bytes = Files.size(staged);
        volume.force(staged);
        return new Prepared(digest, bytes);
    }

    @Override
    public void takeIn(Path staged, Path target) throws IOException {
        volume.move(staged, target);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        volume.forceFolder(folder);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = parent(folder);
        createFolder(parent);
        volume.createFolder(folder);
        syncFolder(parent);
    }

    @Override
    public void rename(Path folder, Path target) throws IOException {
        volume.move(folder, target);
        syncFolder(parent(target));
        syncFolder(parent(folder));
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return volume.delete(path);
    }

    @Override
    public int deleteTemporary(Path folder, long beforeMillis) throws IOException {
        int deleted = 0;
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, TEMPORARY + "*")) {
            for (Path path : paths) {
                if (Files.getLastModifiedTime(path).toMillis() < beforeMillis && volume.delete(path)) {
                    deleted++;
                }
            }
        } catch (NoSuchFileException e) {
            return deleted;
        }
        return deleted;
    }

    @Override
    public String digest(Path file) throws IOException {
        MessageDigest sha = Sha256.digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private Path writeTemporary(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(TEMPORARY + UUID.randomUUID());
        try {
            volume.writeForced(temporary, content);
        } catch (IOException e) {
            volume.delete(temporary);
            throw e;
        }
        return temporary;
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("A root has no parent folder");
        }
        return parent;
    }
}
