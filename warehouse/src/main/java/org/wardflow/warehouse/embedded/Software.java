package org.wardflow.warehouse.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;

/** The programs of the server, from the class path to a folder. */
final class Software {
    private static final int NAME_LETTERS = 16;

    private Software() {}

    /** The folder that has them, unpacked at the first call; WAREHOUSE_START if there are none for this machine. */
    static Path unpack(Path folder) throws IOException {
        String archive = archive();
        Path done = folder.resolve("postgresql-" + digest(archive));
        if (Files.isDirectory(done)) {
            return done;
        }
        Path temporary = Files.createTempDirectory(Files.createDirectories(folder), "unpacking");
        try (InputStream packed = open(archive)) {
            new TarFile(new XZInputStream(new BufferedInputStream(packed)))
                    .unpack(temporary, name -> !name.startsWith("include/") && !name.endsWith(".a"));
        }
        // A name that outlives a power cut must not stand for programs that did not.
        FileTree.forceAll(temporary);
        try {
            Files.move(temporary, done);
            FileTree.force(folder);
        } catch (FileSystemException e) {
            // Another process was first; a folder that is not empty says so in more than one way.
            FileTree.delete(temporary);
            if (!Files.isDirectory(done)) {
                throw e;
            }
        }
        return done;
    }

    private static InputStream open(String archive) {
        InputStream packed = Software.class.getResourceAsStream("/" + archive);
        if (packed == null) {
            throw new WardflowException(
                    ErrorCode.WAREHOUSE_START,
                    "There is no PostgreSQL inside this build for this machine",
                    "no " + archive + " on the class path",
                    "build Wardflow on this machine, or name a server with warehouse.url");
        }
        return packed;
    }

    private static String digest(String archive) throws IOException {
        try (InputStream packed = open(archive)) {
            MessageDigest digest = Sha256.digest();
            byte[] buffer = new byte[1 << 16];
            for (int count = packed.read(buffer); count >= 0; count = packed.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return Sha256.finish(digest).substring(0, NAME_LETTERS);
        }
    }

    private static String archive() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "");
        boolean arm = List.of("aarch64", "arm64").contains(machine);
        if (system.startsWith("mac")) {
            return "postgres-darwin-" + (arm ? "arm_64" : "x86_64") + ".txz";
        }
        return "postgres-linux-" + (arm ? "arm_64" : "x86_64") + ".txz";
    }
}
