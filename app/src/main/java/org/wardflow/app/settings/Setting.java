package org.wardflow.app.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One setting.
 *
 * @param name as in {@code wardflow.yaml}, with dots between levels
 * @param kind what values look like, for people
 * @param defaultText the default, as one would write it
 * @param description one sentence
 * @param byReference the value may not stand in the file, only a reference to it
 * @param parser throws {@link IllegalArgumentException} that says what was expected, not what was found
 */
public record Setting<T>(
        String name,
        String kind,
        String defaultText,
        String description,
        boolean byReference,
        Function<String, T> parser) {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,12}) ?([a-zA-Z]*)");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
    private static final Map<String, Long> BYTES = Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);
    private static final Map<String, Duration> TIMES = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    /** One whose value may stand in the file. */
    public Setting(String name, String kind, String defaultText, String description, Function<String, T> parser) {
        this(name, kind, defaultText, description, false, parser);
    }

    /** A whole number in a range. */
    static Setting<Integer> count(String name, int defaultValue, int min, int max, String description) {
        String kind = "whole number from %s to %s".formatted(min, max);
        return new Setting<>(name, kind, String.valueOf(defaultValue), description, text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Falls through to the one message.
            }
            throw new IllegalArgumentException("expected a " + kind);
        });
    }

    /** An amount of memory or disk, in bytes. */
    static Setting<Long> bytes(String name, String defaultText, long min, String description) {
        String kind = "bytes, or a number with k, m or g (1024 to a step)";
        return new Setting<>(name, kind, defaultText, description, text -> {
            Matcher amount = AMOUNT.matcher(text);
            if (amount.matches()) {
                Long unit = BYTES.get(amount.group(2).toLowerCase(Locale.ROOT).replaceFirst("i?b$", ""));
                long number = Long.parseLong(amount.group(1));
                if (unit != null && number <= Long.MAX_VALUE / unit && number * unit >= min) {
                    return number * unit;
                }
            }
            throw new IllegalArgumentException("expected " + kind + ", at least " + min);
        });
    }

    /** A length of time. */
    static Setting<Duration> duration(String name, String defaultText, Duration min, String description) {
        String kind = "a number with s, m, h or d";
        return new Setting<>(name, kind, defaultText, description, text -> {
            Matcher amount = AMOUNT.matcher(text);
            if (amount.matches()) {
                Duration unit = TIMES.get(amount.group(2));
                if (unit != null && amount.group(1).length() < 10) {
                    Duration value = unit.multipliedBy(Long.parseLong(amount.group(1)));
                    if (value.compareTo(min) >= 0) {
                        return value;
                    }
                }
            }
            throw new IllegalArgumentException("expected " + kind + ", at least " + min.toSeconds() + "s");
        });
    }

    /** A text of one line. */
    static Setting<String> text(String name, String defaultText, String description) {
        return new Setting<>(name, "text", defaultText, description, text -> text);
    }

    /** A secret, which the file may only refer to. */
    static Setting<Optional<Secret>> secret(String name, String description) {
        String kind = "`${env:NAME}` or `${file:PATH}`";
        return new Setting<>(
                name,
                kind,
                "",
                description,
                true,
                text -> text.isEmpty() ? Optional.empty() : Optional.of(new Secret(text)));
    }

    /** One of the constants of an enumeration, in lower case. */
    static <E extends Enum<E>> Setting<E> choice(String name, E defaultValue, String description) {
        Map<String, E> byText = new LinkedHashMap<>();
        for (E constant : defaultValue.getDeclaringClass().getEnumConstants()) {
            byText.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        String kind = String.join(", ", byText.keySet());
        String defaultText = defaultValue.name().toLowerCase(Locale.ROOT);
        return new Setting<>(name, kind, defaultText, description, text -> {
            E chosen = byText.get(text);
            if (chosen == null) {
                throw new IllegalArgumentException("expected one of " + kind);
            }
            return chosen;
        });
    }

    /** The address of a web hook: over TLS, unless it stays on this machine. */
    static Setting<Optional<URI>> webAddress(String name, String description) {
        String kind = "an https address, or http on this machine";
        return new Setting<>(name, kind, "", description, text -> {
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                URI address = new URI(text);
                boolean local = "http".equals(address.getScheme())
                        && LOOPBACK.matcher(String.valueOf(address.getHost())).matches();
                if (address.getHost() != null
                        && address.getRawUserInfo() == null
                        && ("https".equals(address.getScheme()) || local)) {
                    return Optional.of(address);
                }
            } catch (URISyntaxException e) {
                // Falls through to the one message.
            }
            throw new IllegalArgumentException("expected " + kind);
        });
    }

    /** Lengths of time by source. */
    static Setting<SourceTimes> sourceTimes(String name, String defaultText, String description) {
        String kind = "NAME=TIME or NAME=off, with commas between; TIME or off alone is for all others";
        return new Setting<>(
                name,
                kind,
                defaultText,
                description,
                text -> SourceTimes.parse(text, part -> {
                    if (part.equals("off")) {
                        return Duration.ZERO;
                    }
                    return duration(name, "1s", Duration.ofSeconds(1), description)
                            .parser()
                            .apply(part);
                }));
    }
}
