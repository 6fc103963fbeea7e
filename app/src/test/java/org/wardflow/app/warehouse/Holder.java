package org.wardflow.app.warehouse;

import java.nio.file.Path;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

/** A process that starts a server and ends as a power cut ends it, once it is told to. */
final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]), 0);
        System.out.println("port " + postgres.port());
        int unused = System.in.read();
        Runtime.getRuntime().halt(1);
    }
}
