-- kind:   full
-- lookup: codes.hospital
select hospital_id, name, time_zone
from codes.hospital
