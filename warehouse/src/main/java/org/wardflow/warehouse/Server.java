package org.wardflow.warehouse;

/**
 * A PostgreSQL database and the login that runs the warehouse in it: one that may create roles and schemas.
 *
 * @param url of JDBC, {@code jdbc:postgresql://host:port/database}
 */
public record Server(String url, String user, String password) {
    @Override
    public String toString() {
        return "Server[url=" + url + ", user=" + user + "]";
    }
}
