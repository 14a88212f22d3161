# Draws hw5-pointmass.svg and hw5-pointmass.png from hw5-pointmass.csv; run in this folder: gnuplot hw5-pointmass.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1380,880 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1380,880 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'hw5-pointmass.svg'; outputs[2] = 'hw5-pointmass.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,3 rowsfirst title 'Bonuses for novelty on PointMass' font ',15'
  set title '' font ',13'
  set xlabel 'iteration'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'mean return'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'hw5-pointmass.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'hw5-pointmass.csv' skip 1 using 1:6:7 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'hw5-pointmass.csv' skip 1 using 1:9:10 with filledcurves lc rgb '#009E73' fillstyle transparent solid 0.2 noborder notitle, \
    'hw5-pointmass.csv' skip 1 using 1:12:13 with filledcurves lc rgb '#E69F00' fillstyle transparent solid 0.2 noborder notitle, \
    'hw5-pointmass.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'none', \
    'hw5-pointmass.csv' skip 1 using 1:5 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'histogram', \
    'hw5-pointmass.csv' skip 1 using 1:8 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'RBF', \
    'hw5-pointmass.csv' skip 1 using 1:11 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'EX2'
  set title 'none' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [0.0:20.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [0.0:20.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'log₁₀ visits'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:6.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'hw5-pointmass.csv' skip 1 using ($14+0*$16):($15):($14-0.53):($14+0.5):($15-0.53):($15+0.5):($16) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'histogram' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [0.0:20.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [0.0:20.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'log₁₀ visits'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:6.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'hw5-pointmass.csv' skip 1 using ($17+0*$19):($18):($17-0.53):($17+0.5):($18-0.53):($18+0.5):($19) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'RBF' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [0.0:20.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [0.0:20.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'log₁₀ visits'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:6.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'hw5-pointmass.csv' skip 1 using ($20+0*$22):($21):($20-0.53):($20+0.5):($21-0.53):($21+0.5):($22) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'EX2' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [0.0:20.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [0.0:20.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'log₁₀ visits'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:6.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'hw5-pointmass.csv' skip 1 using ($23+0*$25):($24):($23-0.53):($23+0.5):($24-0.53):($24+0.5):($25) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  unset multiplot
  unset output
}
