package org.wardflow.simulator.truth;

import java.util.Map;
import java.util.Objects;
import org.wardflow.simulator.gold.Codes;

/** Code lists that know the group and every spelling that the dirt uses. */
final class GroupCodes {
    private static final Map<String, String> LISTS = Map.of(
            "hospital",
            """
            hospital_id,name,time_zone
            1,MHA Central Hospital,America/Chicago
            2,Lakeside Medical Center,America/Chicago
            3,Riverside General,America/Chicago
            4,Prairie Health,America/Chicago
            5,Summit Medical,America/New_York
            6,Valley Care,America/Chicago
            7,Metro Hospital,America/Chicago
            """,
            "department",
            "department\nEmergency\nSurgery\nICU\nPediatrics\nMaternity\nOncology\nCardiology\n",
            "department_synonym",
            """
            synonym,department
            emergency,Emergency
            emergancy,Emergency
            er,Emergency
            ed,Emergency
            surgery,Surgery
            surgury,Surgery
            surg,Surgery
            icu,ICU
            i.c.u.,ICU
            intensive care,ICU
            pediatrics,Pediatrics
            paediatrics,Pediatrics
            peds,Pediatrics
            maternity,Maternity
            ob/gyn,Maternity
            maternety,Maternity
            oncology,Oncology
            oncolgy,Oncology
            cardiology,Cardiology
            cardio,Cardiology
            """,
            "gender_synonym",
            """
            synonym,gender
            male,Male
            m,Male
            female,Female
            f,Female
            other,Other
            """,
            "disposition_synonym",
            """
            synonym,disposition
            home,home
            01,home
            1,home
            transfer,transfer
            02,transfer
            other-hcf,transfer
            rehabilitation,rehabilitation
            rehab,rehabilitation
            62,rehabilitation
            against advice,against advice
            ama,against advice
            07,against advice
            aadvice,against advice
            deceased,deceased
            20,deceased
            exp,deceased
            """,
            "bed_status_synonym",
            """
            synonym,bed_status
            ready,ready
            u,ready
            clean,ready
            dirty,dirty
            k,dirty
            cleaning,cleaning
            h,cleaning
            closed,closed
            c,closed
            """);
    static final Codes CODES = Codes.ofCsv(name -> Objects.requireNonNull(LISTS.get(name), name));

    private GroupCodes() {}
}
