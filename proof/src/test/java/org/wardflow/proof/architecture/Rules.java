package org.wardflow.proof.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The rules over compiled classes, for the code below a root package: the product's, or that of the classes that break them.
 *
 * @param root with a dot at its end
 */
record Rules(String root) {
    /** The sentence that a rule is known by. */
    static final String USES_ALLOWED = "uses only what Modules allows: ";

    static final String NO_CYCLES = "the packages of a module form no cycle: ";
    static final String INTERNAL = "internal packages are used inside their module only: ";
    static final String CLOCK = "only core.WallClock reads the machine clock";
    static final String CHANCE = "only the lake draws unseeded chance, for file names";
    static final String CONSOLE = "only the app, and the job that it starts, write to the console";
    static final String NULL_MARKED = "every package is @NullMarked";
    static final String NAMES = "no class is named by a word that says nothing";
    static final String FINAL = "a public class is final, unless it is an interface";
    static final String FIELDS = "a public field is final";

    private static final Set<String> CLOCK_METHODS =
            Set.of("now", "system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes");
    private static final Set<String> EMPTY_WORDS = Set.of("Impl", "Manager", "Helper", "Util", "Utils");

    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        Modules.MAY_USE.keySet().forEach(module -> {
            rules.put(USES_ALLOWED + module, usesAllowed(module));
            rules.put(NO_CYCLES + module, noCycles(module));
            rules.put(INTERNAL + module, internalStaysInside(module));
        });
        rules.put(CLOCK, accessOnlyFrom(Rules::readsClock, "core.WallClock"));
        rules.put(CHANCE, accessOnlyFrom(Rules::drawsChance, "lake.", "spark.storage."));
        rules.put(CONSOLE, accessOnlyFrom(Rules::writesConsole, "app.", "spark.job."));
        rules.put(NULL_MARKED, classes().should(beInNullMarkedPackage()));
        rules.put(NAMES, classes().should(haveTellingName()));
        rules.put(
                FINAL,
                classes()
                        .that()
                        .arePublic()
                        .and()
                        .areNotInterfaces()
                        .and()
                        .areNotEnums()
                        .should()
                        .haveModifier(JavaModifier.FINAL));
        rules.put(FIELDS, fields().that().arePublic().should().beFinal());
        rules.replaceAll((name, rule) -> rule.allowEmptyShould(true));
        return rules;
    }

    private ArchRule usesAllowed(String module) {
        String[] ours = Stream.concat(Stream.of(module), Modules.MAY_USE.getOrDefault(module, Set.of()).stream())
                .map(name -> root + name + "..")
                .toArray(String[]::new);
        String[] libraries = Modules.LIBRARIES.getOrDefault(module, List.of()).toArray(String[]::new);
        DescribedPredicate<JavaClass> java = resideInAPackage("java..")
                .and(not(resideInAPackage("java.sql..")))
                .or(primitivesAndTheirArrays());
        return classes()
                .that()
                .resideInAPackage(root + module + "..")
                .should()
                .onlyDependOnClassesThat(java.or(resideInAnyPackage(ours)).or(resideInAnyPackage(libraries)));
    }

    private static DescribedPredicate<JavaClass> primitivesAndTheirArrays() {
        return DescribedPredicate.describe(
                "primitives", type -> type.getBaseComponentType().isPrimitive());
    }

    /** A feature's {@code internal} counts as the feature: an API may make what it hides. */
    private ArchRule noCycles(String module) {
        String prefix = root + module;
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        String name = type.getPackageName();
                        return name.equals(prefix) || name.startsWith(prefix + ".")
                                ? SliceIdentifier.of(name.replaceAll("\\.internal(\\..*)?$", ""))
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "features of " + module;
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    private ArchRule internalStaysInside(String module) {
        return classes()
                .that()
                .resideInAPackage(root + module + "..internal..")
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage(root + module + "..");
    }

    /** @param places class or package prefixes below the root that may make such an access */
    private ArchRule accessOnlyFrom(Predicate<AccessTarget> target, String... places) {
        return classes()
                .that(DescribedPredicate.describe(
                        "are not in " + Arrays.toString(places),
                        type -> Arrays.stream(places)
                                .noneMatch(place -> type.getName().startsWith(root + place))))
                .should(new ArchCondition<>("make no such access") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                            if (target.test(access.getTarget())) {
                                events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                            }
                        }
                    }
                });
    }

    private static boolean readsClock(AccessTarget target) {
        String owner = target.getOwner().getName();
        String name = target.getName();
        return (owner.startsWith("java.time.") && CLOCK_METHODS.contains(name))
                || (owner.equals("java.lang.System")
                        && Set.of("currentTimeMillis", "nanoTime").contains(name))
                || owner.equals("java.util.Date")
                || owner.equals("java.util.Calendar");
    }

    private static boolean drawsChance(AccessTarget target) {
        return target.getFullName().equals("java.util.Random.<init>()")
                || target.getFullName().equals("java.util.SplittableRandom.<init>()")
                || target.getFullName().equals("java.util.UUID.randomUUID()")
                || target.getFullName().equals("java.lang.Math.random()")
                || target.getOwner().getName().equals("java.util.concurrent.ThreadLocalRandom");
    }

    private static boolean writesConsole(AccessTarget target) {
        String name = target.getFullName();
        return name.equals("java.lang.System.out")
                || name.equals("java.lang.System.err")
                || target.getName().equals("printStackTrace");
    }

    private static ArchCondition<JavaClass> beInNullMarkedPackage() {
        return new ArchCondition<>("be in a package with @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + ": give its package a package-info.java with @NullMarked"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> haveTellingName() {
        return new ArchCondition<>("have a telling name") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String name = type.getSimpleName();
                if (name.startsWith("Abstract") || EMPTY_WORDS.stream().anyMatch(name::endsWith)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + ": name what it does"));
                }
            }
        };
    }
}
