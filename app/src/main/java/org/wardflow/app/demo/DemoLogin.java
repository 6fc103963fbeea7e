package org.wardflow.app.demo;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Warehouse;

/** The login that a demo gives to BI tools: an analyst of all hospitals, none of which has a real patient. */
final class DemoLogin {
    private static final String NAME = "bi_demo";

    private DemoLogin() {}

    /** Makes it, with a password of its own for each start; returns the address with both. */
    static String create(Warehouse warehouse) {
        String password = warehouse.logins().put(NAME, "analyst", Set.of(Scope.EVERYWHERE));
        return warehouse
                .server()
                .url()
                .replaceFirst("^jdbc:postgresql://", "postgresql://" + NAME + ":" + password + "@");
    }

    /** What to do with the address. */
    static List<String> lines(String address) {
        URI server = URI.create(address);
        return List.of(
                "PostgreSQL, read only: " + address,
                "  Power BI: 1. Get data, PostgreSQL database: server %s:%s, database %s."
                        .formatted(
                                server.getHost(),
                                server.getPort(),
                                server.getPath().substring(1)),
                "            2. Sign in as Database: user %s, the password between : and @ above; clear \"encrypt connections\"."
                        .formatted(NAME),
                "            3. Choose the views of kpi and the tables of gold. More in docs/warehouse.md.");
    }
}
