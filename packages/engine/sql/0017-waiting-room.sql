-- Whether shoppers of a sale wait in line before they may claim, and how they are let in. Fixed with the schedule.
ALTER TABLE sale.sale
  ADD COLUMN waiting_room boolean NOT NULL DEFAULT false,
  -- At most so many shoppers are let in per second; null leaves the pace to what the shop is measured to do.
  ADD COLUMN admission_per_second integer CHECK (admission_per_second BETWEEN 1 AND 100000),
  -- Who stands where: by arrival, or drawn by lot among those who are there at the start.
  ADD COLUMN line_made_by text NOT NULL DEFAULT 'arrival' CHECK (line_made_by IN ('arrival', 'lot'));
