package org.wardflow.warehouse.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** Reads a tar archive: plain files, folders and symbolic links with names of at most 100 bytes, which is all we unpack. */
final class TarFile {
    private static final int BLOCK = 512;
    private static final int NAME = 100;

    private final InputStream input;

    TarFile(InputStream input) {
        this.input = input;
    }

    /** Unpacks the wanted entries below a folder; what would leave it is refused. */
    void unpack(Path folder, Predicate<String> wanted) throws IOException {
        byte[] header = new byte[BLOCK];
        while (fill(header) && header[0] != 0) {
            String name = text(header, 0, NAME);
            long size = number(header, 124, 12);
            char type = (char) header[156];
            Path target = folder.resolve(name).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("An entry of the archive lies outside of it");
            }
            if (type == '5') {
                Files.createDirectories(target);
            } else if (type == '2' && wanted.test(name)) {
                link(folder, target, text(header, 157, NAME));
            } else if (type == '0' || type == 0) {
                file(target, size, number(header, 100, 8), wanted.test(name));
            }
        }
    }

    private static void link(Path folder, Path target, String to) throws IOException {
        if (!target.resolveSibling(to).normalize().startsWith(folder)) {
            throw new IOException("A link of the archive leads out of it");
        }
        Files.createDirectories(target.getParent());
        Files.createSymbolicLink(target, Path.of(to));
    }

    private void file(Path target, long size, long mode, boolean wanted) throws IOException {
        long padded = (size + BLOCK - 1) / BLOCK * BLOCK;
        if (!wanted) {
            input.skipNBytes(padded);
            return;
        }
        Files.createDirectories(target.getParent());
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int count = input.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException("The archive ends early");
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
        input.skipNBytes(padded - size);
        Set<PosixFilePermission> permissions =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if ((mode & 0100) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
        }
        Files.setPosixFilePermissions(target, permissions);
    }

    private boolean fill(byte[] block) throws IOException {
        return input.readNBytes(block, 0, block.length) == block.length;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static long number(byte[] header, int from, int length) {
        String digits = text(header, from, length).strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }
}
