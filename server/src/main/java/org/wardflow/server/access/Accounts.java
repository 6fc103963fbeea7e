package org.wardflow.server.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.server.http.Json;

/**
 * The local accounts: a file that only its owner can read. Several processes may change it; a change counts from the next request
 * on. Safe for all threads.
 */
public final class Accounts {
    /** How long the link that sets a password works. */
    public static final Duration LINK_LIFE = Duration.ofHours(24);

    /** Letters of a password. */
    public static final int PASSWORD_MIN = 12;

    /** Bytes of a password: bcrypt reads no more. */
    public static final int PASSWORD_MAX_BYTES = 72;

    /** Accounts in the file. */
    public static final int ACCOUNTS_MAX = 1_000;

    private static final int BCRYPT_STRENGTH = 10;
    private static final int TOKEN_BYTES = 24;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,39}");
    private static final Pattern SCOPE = Pattern.compile("\\*|[A-Za-z0-9_-]{1,40}(/[^\\p{Cntrl}]{1,80})?");

    private final Path file;
    private final Set<String> roles;
    private final Clock clock;
    private final BCryptPasswordEncoder encoder = new BCryptPasswordEncoder(BCRYPT_STRENGTH);

    /** What is compared with when there is no such account, so that both take as long. */
    private final String nobody = encoder.encode("nobody has this password");

    private Snapshot read = new Snapshot(FileTime.fromMillis(0), -1, List.of());

    private record Snapshot(FileTime modified, long size, List<Account> accounts) {}

    /** The file's content. */
    record Content(List<Account> accounts) {}

    private Accounts(Path file, Set<String> roles, Clock clock) {
        this.file = file;
        this.roles = Set.copyOf(roles);
        this.clock = clock;
    }

    /**
     * The accounts of a folder, which is made when the first one is.
     *
     * @param roles that an account may have
     */
    public static Accounts in(Path folder, Set<String> roles, Clock clock) {
        return new Accounts(folder.resolve("accounts.json"), roles, clock);
    }

    /** All there are, by name. */
    public synchronized List<Account> all() {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            if (!modified.equals(read.modified()) || size != read.size()) {
                read = new Snapshot(
                        modified,
                        size,
                        Json.readFile(Files.readAllBytes(file), Content.class).accounts());
            }
            return read.accounts();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.DISK_FAILED,
                    "The file of accounts cannot be read",
                    file + ", " + e.getClass().getSimpleName(),
                    "restore it, or delete it and start again: a new link is printed",
                    e);
        }
    }

    /** The one of a name. */
    public Optional<Account> account(String name) {
        return find(all(), name);
    }

    /** Whether somebody who came in earlier may stay: the account is as it was then. Who has no account here may. */
    public boolean stillHolds(Person person) {
        return person.way() != Person.Way.ACCOUNT
                || account(person.name())
                        .map(Account::person)
                        .filter(person::equals)
                        .isPresent();
    }

    /**
     * Makes an account, or gives an existing one a new grant, and a link's token that sets its password once within {@link
     * #LINK_LIFE}; USAGE if the name, the role or a scope is none.
     */
    public String invite(String name, Grant grant) {
        require(
                NAME.matcher(name).matches(),
                "The name of an account",
                "up to 40 of a-z, 0-9, dot, dash and underscore");
        require(
                roles.contains(grant.role()),
                "The role",
                "one of " + roles.stream().sorted().toList());
        require(
                !grant.scopes().isEmpty()
                        && grant.scopes().stream()
                                .allMatch(scope -> SCOPE.matcher(scope).matches()),
                "A scope",
                "*, a hospital id such as 3, or 3/ICU");
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        change(accounts -> {
            String password = find(accounts, name).map(Account::password).orElse(null);
            accounts.removeIf(other -> other.name().equals(name));
            require(accounts.size() < ACCOUNTS_MAX, "The number of accounts", "at most " + ACCOUNTS_MAX);
            accounts.add(new Account(name, grant.role(), grant.scopes(), password, null, null)
                    .withLink(token, clock.instant().plus(LINK_LIFE)));
            return accounts;
        });
        return token;
    }

    /** Takes an account away, and ends its sessions; false if there is none. */
    public boolean remove(String name) {
        boolean known = account(name).isPresent();
        change(accounts -> {
            accounts.removeIf(account -> account.name().equals(name));
            return accounts;
        });
        return known;
    }

    /** The one whom a name and a password belong to. It takes as long when there is none. */
    public Optional<Person> check(String name, String password) {
        Optional<Account> account = account(name);
        String hash = account.map(Account::password).orElse(nobody);
        boolean matches = password.getBytes(StandardCharsets.UTF_8).length <= PASSWORD_MAX_BYTES
                && encoder.matches(password, hash);
        return account.filter(found -> matches && found.password() != null).map(Account::person);
    }

    /** The name that a link is for, if it still works. */
    public Optional<String> invited(String token) {
        return all().stream()
                .filter(account -> account.accepts(token, clock.instant()))
                .map(Account::name)
                .findFirst();
    }

    /** Whether a password may be set; what is wrong with it otherwise. */
    public static Optional<String> fault(String name, String password) {
        if (password.length() < PASSWORD_MIN) {
            return Optional.of("Take at least " + PASSWORD_MIN + " letters.");
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > PASSWORD_MAX_BYTES) {
            return Optional.of("Take at most " + PASSWORD_MAX_BYTES + " bytes.");
        }
        if (password.toLowerCase(Locale.ROOT).contains(name)
                || password.chars().distinct().count() < PASSWORD_MIN / 3) {
            return Optional.of("Take one that does not hold the name, nor a few letters again and again.");
        }
        return Optional.empty();
    }

    /** Sets the password of the account that a link is for, and so uses the link up; empty if it does not work. */
    public Optional<Person> redeem(String token, String password) {
        Optional<String> name = invited(token);
        if (name.isEmpty() || fault(name.get(), password).isPresent()) {
            return Optional.empty();
        }
        String hash = encoder.encode(password);
        List<Person> come = new ArrayList<>();
        change(accounts -> {
            accounts.replaceAll(account -> {
                if (account.name().equals(name.get()) && account.accepts(token, clock.instant())) {
                    Account set = account.withPassword(hash);
                    come.add(set.person());
                    return set;
                }
                return account;
            });
            return accounts;
        });
        return come.stream().findFirst();
    }

    private static Optional<Account> find(List<Account> accounts, String name) {
        return accounts.stream().filter(account -> account.name().equals(name)).findFirst();
    }

    private synchronized void change(UnaryOperator<List<Account>> change) {
        try {
            Path folder = file.resolveSibling(".").normalize();
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path lock = folder.resolve("accounts.lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                requireHeld(held);
                List<Account> changed = change.apply(new ArrayList<>(all()));
                Path fresh = Files.createTempFile(
                        folder,
                        "accounts",
                        ".new",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                write(fresh, Json.bytes(new Content(changed)));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                    names.force(true);
                }
                read = new Snapshot(FileTime.fromMillis(0), -1, List.of());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On the disk before its name is: after a loss of power the name must not stand for a file that is empty. */
    private static void write(Path fresh, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                var unused = channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static void requireHeld(FileLock lock) throws IOException {
        if (!lock.isValid()) {
            throw new IOException("the lock of the accounts was lost");
        }
    }

    private static void require(boolean holds, String what, String expected) {
        if (!holds) {
            throw new WardflowException(ErrorCode.USAGE, what + " is not one", "another text", "write " + expected);
        }
    }
}
